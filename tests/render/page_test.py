#!/usr/bin/env python3
"""page_test.py PAGE_OF LIANDONG SOURCE [PART…]: pages read back from the PDF and held against GB/T 9704-2012.

Places come from pdftotext -bbox (boxes of lines) and pdftoppm (red and black rules), not from the program that made them.
"""
import os, random, re, shutil, subprocess, sys, tempfile, html

page_of, liandong, source = [os.path.realpath(p) for p in sys.argv[1:4]]
os.environ['LIANDONG_LAW'] = os.path.join(source, 'law')
os.chdir(tempfile.mkdtemp())
passed = failed = skipped = 0
MM = 72 / 25.4
TOP, LEFT, WIDTH, DEPTH = 37 * MM, 28 * MM, 156 * MM, 225 * MM
CELL, PITCH = WIDTH / 28, DEPTH / 22
CLOSE, OPEN = '，。、；：？！）》〉」』】〕”’', '（《〈「『【〔“‘'


def check(what, ok, more=''):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print('FAILED:', what, more)


def run(*args):
    return subprocess.run(args, capture_output=True, text=True)


def make(text, *files):
    with open('in.txt', 'w') as f:
        f.write(text)
    return run(page_of, 'in.txt', *files)


def document(body, **head):
    lines = ['联动文书稿 1']
    for key, value in head.items():
        lines += ['%s：%s' % (key, v) for v in (value if isinstance(value, list) else [value])]
    return '\n'.join(lines + ['正文', body]) + '\n'


def lines_of(pdf):
    """[page][line] = (text, x, right, top, bottom): words that stand side by side are one line."""
    pages = []
    for page in run('pdftotext', '-bbox', pdf, '-').stdout.split('<page ')[1:]:
        words = [(html.unescape(t), float(a), float(c), float(b), float(d)) for a, b, c, d, t in re.findall(
            r'<word xMin="([^"]*)" yMin="([^"]*)" xMax="([^"]*)" yMax="([^"]*)">([^<]*)</word>', page)]
        lines = []
        for w in sorted(words, key=lambda w: (round(w[3]), w[1])):
            if lines and abs(lines[-1][3] - w[3]) < 2:
                last = lines[-1]
                lines[-1] = (last[0] + w[0], last[1], max(last[2], w[2]), last[3], last[4])
            else:
                lines.append(w)
        pages.append(lines)
    return pages


def near(a, b, tolerance):
    return abs(a - b) <= tolerance


def bare(text):
    return re.sub(r'\s', '', text)


def text_of(pdf):
    """All text, without page numbers and white space."""
    return bare(re.sub(r'—\s*\d+\s*—', '', run('pdftotext', '-raw', pdf, '-').stdout))


def runs(pdf, page, colour, dpi=200):
    """Rows of the page with a run of that colour at least 50 mm long: (y, left, right) in mm."""
    run('pdftoppm', '-r', str(dpi), '-f', str(page), '-l', str(page), '-singlefile', pdf, 'shot')
    with open('shot.ppm', 'rb') as f:
        f.readline()
        width, height = map(int, f.readline().split())
        f.readline()
        data = f.read()
    pixel = bytes(colour)
    found = []
    for y in range(height):
        row = data[y * width * 3:(y + 1) * width * 3]
        need = pixel * int(50 / 25.4 * dpi)
        at = row.find(need)
        while at >= 0 and at % 3:
            at = row.find(need, at + 1)
        if at < 0:
            continue
        end = at
        while row[end:end + 3] == pixel:
            end += 3
        found.append((y * 25.4 / dpi, at / 3 * 25.4 / dpi, end / 3 * 25.4 / dpi))
    return found


def first_colour(pdf, colour, dpi=100):
    """The highest row of page 1 with a pixel of that colour, mm."""
    run('pdftoppm', '-r', str(dpi), '-f', '1', '-l', '1', '-singlefile', pdf, 'shot')
    with open('shot.ppm', 'rb') as f:
        f.readline()
        width, height = map(int, f.readline().split())
        f.readline()
        data = f.read()
    for y in range(height):
        row = data[y * width * 3:(y + 1) * width * 3]
        if any(row[i:i + 3] == bytes(colour) for i in range(0, len(row), 3)):
            return y * 25.4 / dpi
    return None


# ---- the type area: margins, lines, characters ----
def measures():
    han = '行政执法机关移送涉嫌犯罪案件的规定人民检察院办理公益诉讼工作规则监督条例国家市场总局区司法门头沟镇街道办事处中心主任副科长民警员书记'
    body = '\n'.join(han * 8 for _ in range(4))
    check('plain text is set', make(document(body, 形式='表格', 标题='二号标题'), 'm.pdf').returncode == 0)
    pages = lines_of('m.pdf')
    area = [[l for l in page if not l[0].startswith('—')] for page in pages]
    check('several pages', len(pages) >= 4)
    for page in area[1:-1]:
        check('22 lines a page', len(page) == 22, len(page))
        check('lines are 225/22 mm apart', all(near(b[3] - a[3], PITCH, 0.05) for a, b in zip(page, page[1:])),
              [b[3] - a[3] for a, b in zip(page, page[1:])][:5])
        check('the first line stands below the upper margin', page[0][3] >= TOP - 8 and page[0][3] <= TOP + PITCH)
        middle = lambda l: (l[3] + l[4]) / 2
        check('the last line stands in the type area', middle(page[-1]) < TOP + DEPTH and middle(page[-1]) > TOP + DEPTH - PITCH)
    full = [l for page in area for l in page if len(l[0]) == 28]
    check('lines of 28 characters', len(full) > 60, len(full))
    check('left margin 28 mm', all(near(l[1], LEFT, 0.1) for l in full))
    check('right edge 28 + 156 mm', all(near(l[2], LEFT + WIDTH, 0.5) for l in full), full[0])
    indented = [l for page in area for l in page if near(l[1], LEFT + 2 * CELL, 0.1)]
    check('paragraphs start two characters in', len(indented) == 4, len(indented))
    check('a first line has 26 characters', all(len(l[0]) == 26 for l in indented))
    title = area[0][0]
    check('the title is 2号: 22 points against 16', near((title[4] - title[3]) / (full[0][4] - full[0][3]), 22 / 16, 0.01))
    check('the title is centred', near((title[1] + title[2]) / 2, LEFT + WIDTH / 2, 0.5))
    for i, page in enumerate(pages):
        number = [l for l in page if l[0].startswith('—')]
        check('page number %d' % (i + 1), len(number) == 1 and bare(number[0][0]) == '—%d—' % (i + 1), number)
        n = number[0]
        if i % 2 == 0:
            check('odd number one character off the right edge', near(n[2], LEFT + WIDTH - 14, 0.6), n)
        else:
            check('even number one character off the left edge', near(n[1], LEFT + 14, 0.6), n)
        check('number in 4号', near((n[4] - n[3]) / (full[0][4] - full[0][3]), 14 / 16, 0.02))
        check('number 7 mm below the type area', TOP + DEPTH + 7 * MM - 8 < (n[3] + n[4]) / 2 < TOP + DEPTH + 7 * MM + 8)


# ---- heads of the forms ----
def forms():
    common = dict(标志='示例区市场监督管理局文件', 文号='示监〔2026〕12号', 标题='关于某事的通知', 主送='某机关', 署名='示例区市场监督管理局',
                  成文日期='2026年11月25日', 印章='是')
    make(document('正文一段。', 形式='公文', 抄送='甲，乙', 印发机关='示例区市场监督管理局', 印发日期='2026年11月25日', **common), 'o.pdf')
    red = runs('o.pdf', 1, (255, 0, 0))
    check('one red rule of 156 mm', red and near(red[-1][2] - red[-1][1], 156, 0.6) and near(red[-1][1], 28, 0.3), red)
    check('head 35 mm below the edge of the type area', near(first_colour('o.pdf', (255, 0, 0)), 72, 0.4), first_colour('o.pdf', (255, 0, 0)))
    lines = {bare(l[0]): l for l in lines_of('o.pdf')[0]}
    number = lines['示监〔2026〕12号']
    check('rule 4 mm below the number', near(red[0][0], (number[3] + number[4]) / 2 / MM + 8 / MM + 4, 0.5), (red[0], number))
    check('a seal: date ends four characters off the edge', near(lines['2026年11月25日'][2], LEFT + WIDTH - 4 * CELL, 0.6))
    sign, date = lines['示例区市场监督管理局'], lines['2026年11月25日']
    check('the name stands centred over the date', near((sign[1] + sign[2]) / 2, (date[1] + date[2]) / 2, 1) or sign[2] > date[2])
    pages = lines_of('o.pdf')
    check('imprint on an even page, without a number', len(pages) == 2 and not any('—' in l[0] for l in pages[1]), len(pages))
    black = runs('o.pdf', 2, (0, 0, 0))
    check('imprint ends with the type area', black and near(black[-1][0], 262, 0.4), black[-1:])
    check('imprint says who and when', '印发' in text_of('o.pdf') and '抄送：甲，乙。' in text_of('o.pdf'))
    make(document('正文一段。', 形式='信函', **{**common, '标志': '示例区市场监督管理局'}), 'l.pdf')
    red = runs('l.pdf', 1, (255, 0, 0))
    check('double rules of 170 mm', red and near(red[0][2] - red[0][1], 170, 0.6) and near(red[0][1], 20, 0.3), red[:1])
    check('the lower one 20 mm above the edge', near(red[-1][0], 277, 0.4), red[-1:])
    check('head 30 mm below the edge', near(first_colour('l.pdf', (255, 0, 0)), 30, 0.4), first_colour('l.pdf', (255, 0, 0)))
    check('the first page of a letter has no number', not any('—' in l[0] for l in lines_of('l.pdf')[0]))
    number = [l for l in lines_of('l.pdf')[0] if '12号' in l[0]][0]
    check('number at the right edge', near(number[2], LEFT + WIDTH, 0.6))
    make(document('正文一段。', 形式='命令', **{**common, '标志': '示例区人民政府令'}), 'c.pdf')
    check('order: head 20 mm below the edge of the type area', near(first_colour('c.pdf', (255, 0, 0)), 57, 0.4))
    make(document('正文一段。', 形式='纪要', **{**common, '标志': '示例会议纪要'}), 'j.pdf')
    check('minutes: head 35 mm below the edge of the type area', near(first_colour('j.pdf', (255, 0, 0)), 72, 0.4))


# ---- breaking of lines and pages ----
def breaking():
    r = random.Random(20261125)
    print('seed 20261125')
    pieces = list('甲乙丙丁戊己庚辛' * 3 + CLOSE + OPEN) + ['2026', 'MA0', '12.5%', '——', '……', '”（', '。》', '》《', '、“']
    body = '\n'.join('起' + ''.join(r.choice(pieces) for _ in range(r.randint(20, 200))) + '终' for _ in range(60))
    check('punctuation is set', make(document(body, 形式='表格', 标题='标点'), 'b.pdf').returncode == 0)
    pages = [[l for l in p if not re.match(r'—\d+—$', bare(l[0]))] for p in lines_of('b.pdf')]
    lines = [l for p in pages for l in p]
    worst = max(l[2] for l in lines)
    check('no line is wider than the type area', worst <= LEFT + WIDTH + 8.5, worst - LEFT - WIDTH)
    start = [l[0] for l in lines if l[0][0] in CLOSE and not near(l[1], LEFT + 2 * CELL, 1)]
    check('no closing mark begins a line', not start, start[:3])
    end = [l[0] for l in lines if l[0][-1] in OPEN and l[2] > LEFT + WIDTH - 20]
    check('no opening mark ends a full line', len(end) <= 0, end[:3])
    cut = [(a[0], b[0]) for a, b in zip(lines, lines[1:]) if re.search(r'[0-9A-Z.]$', a[0]) and re.match(r'[0-9A-Z.%]', b[0])
           and a[2] > LEFT + WIDTH - 30 and re.search(r'(20|202|2|M|MA|1|12|12\.)$', a[0]) and re.match(r'(26|6|026|A0|0|2\.5|\.5|5%)', b[0])]
    check('words and figures are kept whole', not cut, cut[:2])
    check('text is all there', text_of('b.pdf') == bare('标点' + body))
    # widows and orphans: paragraphs of 2 to 9 lines, each line numbered by where it stands
    body = '\n'.join(chr(0x4e00 + i) * (26 + 28 * (1 + i % 8) + 5) for i in range(120))
    make(document(body, 形式='表格', 标题='孤行'), 'w.pdf')
    pages = [[l for l in p if not l[0].startswith('—')] for p in lines_of('w.pdf')]
    lonely = 0
    for a, b in zip(pages, pages[1:]):
        if a[-1][0][0] == b[0][0][0]:
            letter = a[-1][0][0]
            before = sum(l[0][0] == letter for l in a)
            after = sum(l[0][0] == letter for l in b)
            lonely += before < 2 or after < 2
    check('no widow and no orphan', lonely == 0, lonely)
    body = '\n'.join('# 标题\n' + '字' * (28 * (1 + i % 7)) for i in range(60))
    make(document(body, 形式='表格', 标题='标题'), 'h.pdf')
    check('no heading at the end of a page', not any('标题' in [l for l in p if not l[0].startswith('—')][-1][0] for p in lines_of('h.pdf')[:-1]))
    for n in range(1, 40):
        make(document('\n'.join('字' * 20 for _ in range(n)), 形式='文书', 标题='署名', 署名='某机关', 成文日期='2026年1月2日', 印章='是'), 's.pdf')
        last = [l[0] for l in lines_of('s.pdf')[-1]]
        check('a signature never stands alone (%d lines)' % n, any(t.startswith('字') for t in last) and any('某机关' in t for t in last), last)


# ---- odd inputs ----
def odd():
    long_name = '北京市门头沟区关于推进行政执法与刑事司法衔接工作暨府检联动法治政府建设示范创建领导小组办公室行政执法协调监督工作专班联合'
    check('a name of 60 characters', len(long_name) >= 58, len(long_name))
    base = dict(形式='信函', 标志='某机关', 标题='某函', 主送='某单位', 署名='某机关', 成文日期='2026年1月2日', 印章='是')
    cases = {
        'rare characters': ('㐂𠮷㛃䶮𬀩𪚥堃喆犇', {}),
        'long name everywhere': ('某事。', {'标志': long_name, '主送': long_name, '署名': long_name}),
        'long name in an official head': ('某事。', {'形式': '公文', '标志': long_name, '署名': long_name, '印章': ''}),
        'empty body': ('', {}),
        'no parts at all': ('', {k: '' for k in base if k != '形式'}),
        'only a body': ('某事。', {k: '' for k in base if k != '形式'}),
        'a very long number': ('编号' + '1234567890' * 30, {}),
        'a very long word': ('见' + 'abcdefghij' * 30 + '页', {}),
        'a title of 120 characters': ('某事。', {'标题': '关于' * 60}),
        'sixty attachments': ('某事。', {'附件': ['附件名称' * (1 + i % 12) for i in range(60)]}),
        'nine signatures': ('某事。', {'署名': ['第%d机关' % i for i in range(9)]}),
        'quotes in quotes': ('“‘《【（某）】》’”' * 20, {}),
        'only marks': ('，。、；：？！' * 30, {}),
        'only opening marks': ('（《“' * 40, {}),
        'spaces': ('    a   b    c   ' * 20, {}),
        'Latin prose': ('The quick brown fox jumps over the lazy dog. ' * 20, {}),
        'variation selector': ('葛󠄀城', {}),
        'zero width': ('a\u200bb\ufeffc', {}),
        'markup': ('<w:p>&amp;"\' ]]>', {}),
        'a table of one narrow column': ('表 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n|0' + '|1c 头' * 18 + '\n|0' + '|1l 很长的内容' * 18, {}),
        'a cell taller than a page': ('表 1 1 4\n|0|1c 甲|1c 乙\n|0|1c 丙|1l ' + '很长的内容' * 600, {}),
        'a row short of cells': ('表 0 1 1 1\n|0|1c 甲', {}),
        'marks as text': ('\\ # 不是标题\n\\ | 不是表格', {}),
    }
    for what, (body, change) in cases.items():
        head = {k: v for k, v in {**base, **change}.items() if v}
        got = make(document(body, **head), 'x.pdf', 'x.docx')
        check(what, got.returncode == 0, got.stderr)
        if got.returncode:
            continue
        check(what + ': PDF opens', run('pdfinfo', 'x.pdf').returncode == 0)
        check(what + ': nothing beside the page', all(-1 <= l[1] and l[2] <= 596 and l[4] <= 842 for p in lines_of('x.pdf') for l in p),
              [l for p in lines_of('x.pdf') for l in p if l[2] > 596][:1])
    rare = make(document('㐂𠮷𪚥', 形式='表格', 标题='字'), 'x.pdf')
    check('rare characters can be selected', '㐂𠮷𪚥' in text_of('x.pdf'), text_of('x.pdf'))
    for what, body, words in [('an emoji without glyph', '好🦠', 'U+1F9A0'), ('Arabic', 'ا', 'U+0627'), ('private use', '\ue000', 'U+E000')]:
        got = make(document(body, 形式='表格', 标题='字'), 'x.pdf')
        check(what + ' is refused by name', got.returncode == 1 and words in got.stderr, got.stderr)
    for key in ('文号', '密级'):
        got = make(document('某事。', **{**base, key: '京门市监' * 15}), 'x.pdf')
        check('%s of 60 characters is refused' % key, got.returncode == 1 and '一行排不下' in got.stderr, got.stderr)
    for what, text in [('no first line', '正文\n甲\n'), ('no body', '联动文书稿 1\n标题：甲\n'), ('unknown header', '联动文书稿 1\n甲：乙\n正文\n'),
                       ('five levels', document('##### 甲')), ('a row without table', document('|0|1c 甲')), ('a wide cell', document('表 0 1\n|0|99c 甲')),
                       ('a table without columns', document('表 0'))]:
        got = make(text, 'x.pdf')
        check(what + ' is refused with its line', got.returncode == 1 and re.search('第 [0-9]+ 行', got.stderr), got.stderr)


# ---- two hundred pages ----
def long_table():
    body = '\n'.join(['表 1 1 4 3', '|0|1c 序号|1c 当事人|1c 违法事实'] + ['|0|1c %d|1l 某公司%d|1l %s' % (i, i, '无证开采石料' * (1 + i % 5)) for i in range(1, 3301)])
    check('a long table is set', make(document(body, 形式='表格', 标题='清单'), 't.pdf').returncode == 0)
    pages = lines_of('t.pdf')
    check('at least 200 pages', len(pages) >= 200, len(pages))
    check('the head is repeated on each', all(any('序号' in l[0] for l in p) for p in pages), [i for i, p in enumerate(pages) if not any('序号' in l[0] for l in p)][:5])
    check('every row is there once', all(text_of('t.pdf').count('某公司%d无' % i) == 1 for i in range(1, 3301, 53)))
    check('nothing stands below the type area', all((l[3] + l[4]) / 2 < TOP + DEPTH for p in pages for l in p if '—' not in l[0]))


# ---- fonts, outline, the same bytes ----
def file():
    text = document('# 一级\n## 二级\n正文𠮷。', 形式='公文', 标志='某机关文件', 标题='某事', 署名='某机关', 成文日期='2026年1月2日', 作者='某机关', 关键词='甲')
    make(text, 'f.pdf', 'f.docx')
    with open('f.pdf', 'rb') as f, open('f.docx', 'rb') as g:
        first = f.read(), g.read()
    make(text, 'f.pdf', 'f.docx')
    with open('f.pdf', 'rb') as f, open('f.docx', 'rb') as g:
        check('the same document gives the same bytes', (f.read(), g.read()) == first)
    fonts = run('pdffonts', 'f.pdf').stdout.splitlines()[2:]
    check('every font is embedded, cut down and mapped to Unicode', fonts and all(re.search(r'yes +yes +yes', l) for l in fonts), fonts)
    info = run('pdfinfo', 'f.pdf').stdout
    check('metadata', 'Title:           某事' in info and 'Author:          某机关' in info, info)
    check('no complaint of the reader', run('pdftotext', 'f.pdf', '-').stderr == '')
    check('outline', first[0].count(b'/Title') >= 4 and b'/Outlines' in first[0])


# ---- DOCX by another program ----
def docx():
    if not shutil.which('soffice'):
        global skipped
        skipped += 1
        print('SKIPPED: LibreOffice is not installed; DOCX is not opened by another program')
        return
    names = [l.split()[0] for l in run(liandong, 'document', 'list').stdout.splitlines()]
    check('templates are listed', len(names) >= 50, len(names))
    os.mkdir('docx'), os.mkdir('pdf'), os.mkdir('back')
    for name in names:
        for kind in ('pdf', 'docx'):
            got = run(liandong, 'document', 'render-example', name, '--out', '%s/%s.%s' % (kind, name, kind))
            check('%s as %s' % (name, kind), got.returncode == 0, got.stderr)
    env = dict(os.environ, HOME=os.getcwd())
    subprocess.run(['soffice', '--headless', '--convert-to', 'pdf', '--outdir', 'back'] + ['docx/%s.docx' % n for n in names],
                   capture_output=True, env=env, timeout=300)
    letters = lambda pdf: sorted(text_of(pdf).replace('样张', ''))
    for name in names:
        back = 'back/%s.pdf' % name
        check(name + ' is opened by LibreOffice', os.path.exists(back))
        if os.path.exists(back):
            ours = text_of('pdf/%s.pdf' % name).replace('样张', '')
            theirs = text_of(back).replace('样张', '')
            check(name + ': the same text', ours == theirs or letters('pdf/%s.pdf' % name) == letters(back), '\n%s\n%s' % (ours, theirs))


if not shutil.which('pdftotext'):
    print('poppler-utils is not installed')
    sys.exit(77)
for part in (measures, forms, breaking, odd, long_table, file, docx):
    if len(sys.argv) == 4 or part.__name__ in sys.argv[4:]:
        part()
print('%d passed, %d failed, %d skipped' % (passed, failed, skipped))
sys.exit(1 if failed else 0)
