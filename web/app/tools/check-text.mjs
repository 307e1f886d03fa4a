// check-text: every sentence stands in every language, every sentence that the pages ask for is there, and none is left over.
import fs from 'node:fs';
import path from 'node:path';

const top = new URL('../src/', import.meta.url).pathname;
const languages = ['zh', 'en'];

function flat(tree, prefix, into) {
    for (const [key, value] of Object.entries(tree)) {
        const name = prefix ? `${prefix}.${key}` : key;
        if (typeof value === 'string')
            into.set(name, value);
        else
            flat(value, name, into);
    }
    return into;
}

function* sources(folder) {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
        const file = path.join(folder, entry.name);
        if (entry.isDirectory())
            yield* sources(file);
        else if (/\.(vue|ts)$/.test(entry.name))
            yield file;
    }
}

// t('a.b') asks for one sentence, t(`a.b.${x}`) for all below a.b.
function asked() {
    const whole = new Set(), below = new Set();
    for (const file of sources(top)) {
        const text = fs.readFileSync(file, 'utf8');
        for (const m of text.matchAll(/\b\$?(?:t|te|key)\(\s*'([\w.]+)'/g))
            whole.add(m[1]);
        for (const m of text.matchAll(/\b\$?(?:t|te|key)\(\s*`([\w.]+)\.\$\{/g))
            below.add(m[1] + '.');
        for (const m of text.matchAll(/\btitle: '([\w]+(?:\.[\w]+)+)'/g))
            whole.add(m[1]);
    }
    return { whole, below };
}

const found = languages.map((l) => flat(JSON.parse(fs.readFileSync(path.join(top, 'text', `${l}.json`), 'utf8')), '', new Map()));
const { whole, below } = asked();
const wrong = [];
for (const [i, texts] of found.entries()) {
    for (const [key, value] of texts) {
        if (!found[1 - i].has(key))
            wrong.push(`${key}: in ${languages[i]}, not in ${languages[1 - i]}`);
        if (!value.trim())
            wrong.push(`${key}: empty in ${languages[i]}`);
    }
}
for (const key of whole)
    if (!found[0].has(key))
        wrong.push(`${key}: asked for, not written`);
for (const key of found[0].keys())
    if (!whole.has(key) && ![...below].some((b) => key.startsWith(b)))
        wrong.push(`${key}: never asked for`);
for (const line of wrong)
    console.error(line);
process.exit(wrong.length ? 1 : 0);
