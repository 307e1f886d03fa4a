// peers/common.mjs - what the peers of bench/screen.sh share: options, the exported schema, the statements, the digest.
import fs from 'node:fs';
import path from 'node:path';

// --name value …; those of `needed` must be there, those of `preset` are numbers.
export function options(needed, preset) {
    const o = { ...preset };
    const argv = process.argv.slice(2);
    for (let i = 0; i + 1 < argv.length; i += 2) {
        const name = argv[i].replace(/^--/, '');
        if (!needed.includes(name) && !(name in preset))
            throw new Error(`no option --${name}`);
        o[name] = name in preset ? Number(argv[i + 1]) : argv[i + 1];
    }
    for (const name of needed)
        if (!(name in o))
            throw new Error(`--${name} is missing`);
    return o;
}

export function put(object) {
    console.log(JSON.stringify(object));
}

export function readSchema(folder) {
    return JSON.parse(fs.readFileSync(path.join(folder, 'schema.json'), 'utf8'));
}

export function statements(folder) {
    return fs.readdirSync(folder).filter((f) => f.endsWith('.sql')).sort()
        .map((f) => ({ rule: f.slice(0, -4), sql: fs.readFileSync(path.join(folder, f), 'utf8') }));
}

// Count, sum, and sum of squares modulo a prime of the records, hits and undetermined apart; no need to sort for that.
export function digestQuery(sql) {
    const bare = sql.replace(/\s*ORDER BY (b\.)?id\s*;?\s*$/, '');
    return `SELECT undetermined, count(*), sum(id), sum(id * id % 4294967291) FROM (\n${bare}\n) AS rule GROUP BY undetermined`;
}
