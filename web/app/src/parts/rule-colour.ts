// parts/rule-colour.ts - a line of a rule cut into pieces to be coloured.  It only colours; what is right the compiler says.
import type { Diagnostic } from '@/api/shapes';

export interface Piece {
    text: string;
    kind: 'section' | 'word' | 'quoted' | 'number' | 'comment' | 'plain';
    fault: '' | 'error' | 'warning' | 'note';
}

const section = /^(规则|类型|罪名|说明|依据|筛查|当|线索|送|例)(?=\s)/;
const token = /(#.*$)|(「[^」]*」?|『[^』]*』?|“[^”]*”?|"[^"]*"?)|(\d[\d.,]*(?:[百千万亿]*[元年月日吨%％只件条次克公斤千米亩立方]*|工作日))|((?<=^|[\s(（,，])(?:且|或|非|属于|不属于|介于|到|不含|含|不缺|缺|达到|不存在|存在|同类|次数|合计|最大|最小|最近|首个|在|前|后|内|任一|全部|命中|不中|待查|另有|本案)(?=[\s(（)）,，;；×]|$))/gu;

function cut(line: string): Omit<Piece, 'fault'>[] {
    const pieces: Omit<Piece, 'fault'>[] = [];
    const head = section.exec(line);
    let at = 0;
    if (head) {
        pieces.push({ text: head[0], kind: 'section' });
        at = head[0].length;
    }
    token.lastIndex = at;
    for (let m = token.exec(line); m; m = token.exec(line)) {
        if (m.index > at)
            pieces.push({ text: line.slice(at, m.index), kind: 'plain' });
        pieces.push({ text: m[0], kind: m[1] ? 'comment' : m[2] ? 'quoted' : m[3] ? 'number' : 'word' });
        at = m.index + m[0].length;
    }
    if (at < line.length)
        pieces.push({ text: line.slice(at), kind: 'plain' });
    return pieces;
}

// Where faults begin and end, in UTF-16 units; columns count code points from 1.
function ranges(line: string, faults: Diagnostic[]): { from: number; to: number; level: Diagnostic['level'] }[] {
    const points = Array.from(line);
    const unit = (n: number) => points.slice(0, n).join('').length;
    return faults.map((d) => ({ from: unit(d.column - 1), to: unit(d.column - 1 + Math.max(1, d.width)), level: d.level }));
}

export function colour(line: string, faults: Diagnostic[]): Piece[] {
    const marked = ranges(line, faults), out: Piece[] = [];
    let at = 0;
    for (const p of cut(line)) {
        const ends = new Set([p.text.length]);
        for (const m of marked)
            for (const x of [m.from - at, m.to - at])
                if (x > 0 && x < p.text.length)
                    ends.add(x);
        let from = 0;
        for (const to of [...ends].sort((a, b) => a - b)) {
            const inside = marked.find((m) => m.from <= at + from && at + to <= m.to);
            out.push({ text: p.text.slice(from, to), kind: p.kind, fault: inside?.level ?? '' });
            from = to;
        }
        at += p.text.length;
    }
    return out;
}
