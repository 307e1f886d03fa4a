// peers/duckdb.mjs --tables DIR --sql DIR --temp DIR [--threads N] [--rounds R] [--limit SECONDS]
//
// Loads the exported tables into DuckDB's memory (what does not fit goes to DIR), warms them, and runs every statement of DIR, one for each rule: best of R rounds.
// One JSON object a line: what (load, rule) and its numbers. A statement that takes longer than the limit is `over`.
import fs from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { digestQuery, options, put, readSchema, statements } from './common.mjs';

const types = { bool: 'TINYINT', integer: 'INTEGER', bigint: 'BIGINT', text: 'VARCHAR', code: 'VARCHAR' };

// PostgreSQL's text, changed where DuckDB has its own way of saying it, which is faster or means the same.
export function duckdbText(sql) {
    return sql
        .replace(/\(array_agg\((\w+) ORDER BY \1\) FILTER \(WHERE \1 IS NOT NULL\)\)\[\(count\(\1\) \+ 1\) \/ 2\]/g, 'quantile_disc($1, 0.5)')
        .replace(/\(array_agg\((\w+) ORDER BY \1\) FILTER \(WHERE \1 IS NOT NULL\)\)\[greatest\(1, \(count\(\1\) \* (\d+) \+ 99\) \/ 100\)\]/g,
            (_, field, p) => `quantile_disc(${field}, ${Number(p) / 100})`)
        // A limited subquery that is only asked whether it has two rows is counted once, not for each row.
        .replace(/\(SELECT count\(\*\) FROM \(SELECT 1 FROM ("sc_\w+") LIMIT 2\) AS any_row\)/g, '(SELECT count(*) FROM $1)');
}

// Codes are compared as small numbers, as they are in our engine.
async function toEnum(c, table, column) {
    await c.run(`CREATE TYPE "${table}_${column}" AS ENUM (SELECT DISTINCT "${column}" FROM "${table}" WHERE "${column}" IS NOT NULL ORDER BY 1)`);
    await c.run(`ALTER TABLE "${table}" ALTER "${column}" TYPE "${table}_${column}"`);
}

async function loadTable(c, table, folder) {
    const read = table.columns.filter((col) => !col.empty);
    const given = ["'id': 'BIGINT'", ...read.map((col) => `'${col.name}': '${types[col.type]}'`)].join(', ');
    const select = ['id', ...table.columns.map((col) => col.empty ? `NULL::${types[col.type]} AS "${col.name}"` : `"${col.name}"`)];
    const file = path.join(folder, `${table.table}.csv`);
    await c.run(`CREATE TABLE "${table.table}" AS SELECT ${select.join(', ')} FROM read_csv('${file}', columns = {${given}},
        header = false, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, strict_mode = true,
        auto_detect = false, max_line_size = 16777216)`);
    for (const col of read.filter((x) => x.type === 'code'))
        await toEnum(c, table.table, col.name);
    const got = (await c.runAndReadAll(`SELECT count(*) FROM "${table.table}"`)).getRows()[0][0];
    if (Number(got) !== table.rows)
        throw new Error(`${table.table}: ${got} rows loaded of ${table.rows}`);
}

async function loadCalendar(c, folder) {
    await c.run(`CREATE TABLE sc_calendar (day INTEGER, run INTEGER, nth INTEGER, working TINYINT)`);
    await c.run(`COPY sc_calendar FROM '${path.join(folder, 'sc_calendar.csv')}' (HEADER false)`);
    const runs = (await c.runAndReadAll('SELECT count(DISTINCT run) FROM sc_calendar')).getRows()[0][0];
    if (Number(runs) !== 1)
        throw new Error(`the calendar has ${runs} runs; the macros of duckdb.sql take one`);
}

async function prepare(c) {
    await c.run('SET VARIABLE first_day = (SELECT min(day) FROM sc_calendar)');
    await c.run('SET VARIABLE nth = (SELECT list(nth ORDER BY day) FROM sc_calendar)');
    await c.run('SET VARIABLE working = (SELECT list(day ORDER BY nth) FROM sc_calendar WHERE working = 1)');
    for (const statement of fs.readFileSync(new URL('./duckdb.sql', import.meta.url), 'utf8').split(/;\s*$/m))
        if (statement.replace(/^--.*$/gm, '').trim())
            await c.run(statement);
}

async function once(c, sql, limit) {
    const start = process.hrtime.bigint();
    let over = false;
    const timer = setTimeout(() => { over = true; c.interrupt(); }, limit * 1000);
    try {
        const rows = (await c.runAndReadAll(sql)).getRows();
        return { ms: Number(process.hrtime.bigint() - start) / 1e6, rows };
    } catch (e) {
        if (!over)
            throw e;
        return { ms: limit * 1000, over: true };
    } finally {
        clearTimeout(timer);
    }
}

async function measure(c, rule, sql, o) {
    let best;
    for (let i = 0; i < o.rounds; i++) {
        const one = await once(c, sql, o.limit);
        if (!best || one.ms < best.ms)
            best = one;
        if (one.over || one.ms > 20000)
            break;
    }
    const line = { what: 'rule', rule, ms: Number(best.ms.toFixed(4)) };
    if (best.over)
        return { ...line, over: true };
    line.hit = line.undetermined = [0, 0, 0];
    for (const [undetermined, ...digest] of best.rows)
        line[undetermined ? 'undetermined' : 'hit'] = digest.map(String); // beyond what a JavaScript number holds
    return line;
}

const o = options(['tables', 'sql', 'temp'], { threads: 2, rounds: 3, limit: 600 });
const instance = await DuckDBInstance.create(':memory:', { threads: String(o.threads), temp_directory: o.temp });
const c = await instance.connect();
// Compressed as in a file: no slower to read than as they are, and ten million records fit.
await c.run("ATTACH ':memory:' AS bench (COMPRESS)");
await c.run('USE bench');
const start = process.hrtime.bigint();
for (const table of readSchema(o.tables))
    await loadTable(c, table, o.tables);
await loadCalendar(c, o.tables);
await c.run('CHECKPOINT');
const ms = Number(process.hrtime.bigint() - start) / 1e6;
const memory = await c.runAndReadAll("SELECT sum(memory_usage_bytes + temporary_storage_bytes) FROM duckdb_memory()");
put({ what: 'load', ms, bytes: Number(memory.getRows()[0][0]) });
await prepare(c);
for (const table of readSchema(o.tables))
    await c.run(`SELECT ${table.columns.map((col) => `max("${col.name}")`).join(', ')} FROM "${table.table}"`);
for (const { rule, sql } of statements(o.sql)) {
    try {
        put(await measure(c, rule, digestQuery(duckdbText(sql)), o));
    } catch (e) {
        put({ what: 'rule', rule, error: String(e.message ?? e).split('\n')[0] });
    }
}
put({ what: 'peak', peak_bytes: process.resourceUsage().maxRSS * 1024 });
