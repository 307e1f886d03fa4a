// run.mjs PROGRAM PAGES [STORY…]: the stories over the real server in Debian's Chromium; ends "N passed, N failed, N skipped".
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { Person } from './person.mjs';
import { Server } from './server.mjs';

const [program, pages, ...wanted] = process.argv.slice(2);
const folder = path.join(import.meta.dirname, 'stories');
const names = fs.readdirSync(folder).filter((f) => f.endsWith('.mjs') && (!wanted.length || wanted.includes(f.replace('.mjs', '')))).sort();
const shots = process.env.WEB_TEST_SHOTS; // a folder for a picture of each page that a failed story had open

async function tell(server, browser, name) {
    const story = await import(path.join(folder, name)), sitting = [];
    const sit = async (who, size) => {
        const person = await Person.sit(browser, server.origin, who, size);
        sitting.push(person);
        return person;
    };
    try {
        await story.default({ sit, server });
        console.log(`ok    ${story.title}`);
        return true;
    } catch (e) {
        console.log(`WRONG ${story.title}\n${e.stack ?? e}`);
        for (const [i, p] of sitting.entries()) {
            console.log(`  person ${i + 1} is at ${p.page.url()}; ${p.faults.join('; ') || 'no complaints'}`);
            if (shots)
                await p.page.screenshot({ path: path.join(shots, `${name}.${i + 1}.png`) }).catch(() => undefined);
        }
        return false;
    } finally {
        for (const p of sitting)
            await p.context.close();
    }
}

const server = new Server(path.resolve(program));
let browser, passed = 0, failed = 0;
try {
    server.prepare();
    await server.start(path.resolve(pages));
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
    for (const name of names)
        await tell(server, browser, name) ? passed++ : failed++;
} catch (e) {
    console.log(e.stack ?? e);
    failed++;
} finally {
    await browser?.close();
    await server.stop();
}
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed ? 1 : 0;
