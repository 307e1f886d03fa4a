// peers/json.mjs --facts DIR
//
// json-rules-engine over the facts of each record: one engine for each dataset with all its rules. One JSON object a line:
// what (rule: the records it hit; pack: milliseconds of all). Facts that need other records, the calendar or arithmetic come
// worked out, outside of the time.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { Engine } from 'json-rules-engine';
import { options, put } from './common.mjs';

const known = (fact) => fact !== undefined && fact !== null;

function engineFor(rules) {
    const engine = new Engine([], { allowUndefinedFacts: true });
    engine.addOperator('present', (fact, value) => known(fact) === value);
    engine.addOperator('knownNotIn', (fact, set) => known(fact) && !set.includes(fact));
    engine.addOperator('hasAny', (fact, words) => known(fact) && words.some((w) => fact.includes(w)));
    engine.addOperator('hasAll', (fact, words) => known(fact) && words.every((w) => fact.includes(w)));
    engine.addOperator('lacksAll', (fact, words) => known(fact) && !words.some((w) => fact.includes(w)));
    engine.addOperator('lacksSome', (fact, words) => known(fact) && !words.every((w) => fact.includes(w)));
    for (const r of rules)
        engine.addRule({ conditions: r.conditions, event: { type: r.rule } });
    return engine;
}

async function readFacts(file) {
    const records = [];
    for await (const line of readline.createInterface({ input: fs.createReadStream(file) }))
        records.push(JSON.parse(line));
    return records;
}

const o = options(['facts'], {});
const rules = JSON.parse(fs.readFileSync(path.join(o.facts, 'rules.json'), 'utf8'));
const digest = new Map(rules.map((r) => [r.rule, [0, 0, 0]]));
let ms = 0, records = 0;
for (const dataset of new Set(rules.map((r) => r.dataset))) {
    const engine = engineFor(rules.filter((r) => r.dataset === dataset));
    for (const { id, facts } of await readFacts(path.join(o.facts, `facts_${dataset}.jsonl`))) {
        const start = process.hrtime.bigint();
        const { events } = await engine.run(facts);
        ms += Number(process.hrtime.bigint() - start) / 1e6;
        records++;
        for (const { type } of events) {
            const d = digest.get(type);
            d[0]++;
            d[1] += id;
            d[2] += Number(BigInt(id) * BigInt(id) % 4294967291n);
        }
    }
}
for (const [rule, hit] of digest)
    put({ what: 'rule', rule, hit });
put({ what: 'pack', ms, records });
put({ what: 'peak', peak_bytes: process.resourceUsage().maxRSS * 1024 });
