// peers.mjs TEXT PEER COUNT SAMPLE.pdf: the letters of bench/documents.sh by pdfkit or by headless Chromium, one process
// that stays open. Prints one JSON object. Each is given the same text and the same font file (仿宋) for it.
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const [text, peer, count, sample] = process.argv.slice(2);
const require = createRequire(new URL('../peers/package.json', import.meta.url));
const fonts = process.env.LIANDONG_FONTS || '/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol';
const lines = readFileSync(text, 'utf8').split('\n').slice(1);
const at = lines.indexOf('正文');
const head = Object.fromEntries(lines.slice(0, at).map(line => line.split('：')));
const body = lines.slice(at + 1).filter(line => line);
const attached = lines.slice(0, at).filter(line => line.startsWith('附件：')).map(line => line.slice(3));
const number = i => `示市监移〔2026〕${i + 1}号`;
const mm = v => v * 72 / 25.4;

function pdfkit() {
    const PDFDocument = require('pdfkit');
    return i => new Promise(done => {
        const doc = new PDFDocument({size: 'A4', margins: {top: mm(37), left: mm(28), right: mm(26), bottom: mm(35)}});
        const parts = [];
        doc.on('data', part => parts.push(part));
        doc.on('end', () => done(Buffer.concat(parts)));
        doc.registerFont('text', `${fonts}/FandolFang-Regular.otf`);
        doc.registerFont('title', `${fonts}/FandolSong-Bold.otf`);
        doc.registerFont('heading', `${fonts}/FandolHei-Regular.otf`);
        doc.font('title').fillColor('red').fontSize(36).text(head['标志'], {align: 'center'}).fillColor('black');
        doc.font('text').fontSize(16).text(number(i), {align: 'right'});
        doc.font('title').fontSize(22).text(head['标题'], {align: 'center'});
        doc.font('text').fontSize(16).text(`${head['主送']}：`, {lineGap: 10});
        for (const line of body)
            if (line.startsWith('# '))
                doc.font('heading').text(line.slice(2), {indent: 32, lineGap: 10});
            else
                doc.font('text').text(line, {indent: 32, lineGap: 10, align: 'justify'});
        attached.forEach((name, k) => doc.font('text').text(`${k + 1}. ${name}`, {indent: 32, lineGap: 10}));
        doc.text(head['署名'], {align: 'right', lineGap: 10}).text(head['成文日期'], {align: 'right'});
        doc.end();
    });
}

async function chromium() {
    const {chromium} = require('playwright-core');
    const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox']});
    const page = await browser.newPage();
    const face = (name, file) => `@font-face{font-family:${name};src:url(data:font/otf;base64,${readFileSync(`${fonts}/${file}`).toString('base64')})}`;
    await page.setContent(`<style>${face('text', 'FandolFang-Regular.otf')}${face('title', 'FandolSong-Bold.otf')}${face('heading', 'FandolHei-Regular.otf')}
        @page{size:A4;margin:37mm 26mm 35mm 28mm} body{font:16pt/29pt text;margin:0;text-align:justify} p{margin:0;text-indent:2em}
        h1{font:36pt title;color:red;text-align:center;margin:0} h2{font:22pt title;text-align:center;margin:0} h3{font:16pt heading;margin:0;text-indent:2em}
        .r{text-align:right}</style><div id=x></div>`);
    const html = i => `<h1>${head['标志']}</h1><p class=r>${number(i)}</p><h2>${head['标题']}</h2><div>${head['主送']}：</div>` +
        body.map(line => line.startsWith('# ') ? `<h3>${line.slice(2)}</h3>` : `<p>${line}</p>`).join('') +
        attached.map((name, k) => `<p>${k + 1}. ${name}</p>`).join('') + `<p class=r>${head['署名']}</p><p class=r>${head['成文日期']}</p>`;
    const make = async i => {
        await page.evaluate(async text => { document.getElementById('x').innerHTML = text; await document.fonts.ready; }, html(i));
        return page.pdf({preferCSSPageSize: true});
    };
    make.close = () => browser.close();
    return make;
}

const make = peer === 'pdfkit' ? pdfkit() : await chromium();
writeFileSync(sample, await make(0));
const start = performance.now();
for (let i = 0; i < Number(count); i++)
    await make(i);
const ms = performance.now() - start;
console.log(JSON.stringify({peer, count: Number(count), peer_ms: Math.round(ms), per_second: Math.round(count * 1e4 / ms) / 10}));
if (make.close)
    await make.close();
