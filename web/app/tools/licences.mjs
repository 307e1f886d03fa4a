// licences: dist/licences.txt, the licence of every package of which a piece is in what is built.
import fs from 'node:fs';
import path from 'node:path';

const inside = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

// Files named so, and those of a folder named so.
function files(folder) {
    return fs.readdirSync(folder, { withFileTypes: true }).filter((f) => /^(licen[cs]e|notice)/i.test(f.name)).flatMap((f) => {
        const at = path.join(folder, f.name);
        return f.isDirectory() ? fs.readdirSync(at).map((n) => path.join(at, n)) : [at];
    }).sort();
}

function text(folder) {
    return files(folder).map((f) => fs.readFileSync(f, 'utf8').trim()).join('\n\n');
}

function entry(folder) {
    const about = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    if (!about.license)
        throw new Error(`${about.name} states no licence`);
    return `${about.name} ${about.version}: ${about.license}\n\n${text(folder)}`;
}

export function licences() {
    return {
        name: 'licences',
        generateBundle(_, bundle) {
            const folders = new Set();
            for (const chunk of Object.values(bundle))
                for (const id of chunk.moduleIds ?? []) {
                    const m = inside.exec(id.replace(/^\0/, ''));
                    if (m)
                        folders.add(m[1]);
                }
            const entries = [...folders].filter((f) => fs.existsSync(path.join(f, 'package.json'))).map(entry).sort();
            this.emitFile({ type: 'asset', fileName: 'licences.txt', source: entries.join(`\n\n${'-'.repeat(72)}\n\n`) + '\n' });
        },
    };
}
