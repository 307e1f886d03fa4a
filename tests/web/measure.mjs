// measure.mjs PROGRAM PAGES ROWS: what script/bench web prints.
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { Person } from './person.mjs';
import { Server } from './server.mjs';

const [program, pages, rows] = process.argv.slice(2);
const server = new Server(path.resolve(program)), dist = path.resolve(pages);

function say(kind, value, unit) {
    console.log(JSON.stringify({ bench: 'web', case: kind, value: Math.round(value), unit }));
}

function kb(files) {
    return files.reduce((n, f) => n + gzipSync(fs.readFileSync(f)).length, 0) / 1024;
}

async function firstPage(browser) {
    const me = await Person.sit(browser, server.origin, 'procurator'), asked = new Set();
    me.page.on('requestfinished', (r) => asked.add(new URL(r.url()).pathname));
    const begun = performance.now();
    await me.page.goto(`${me.origin}/`);
    await me.page.locator('[data-row="0"]').waitFor();
    say('desk: first clue can be opened', performance.now() - begun, 'ms');
    const contentful = await me.page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1);
    say('desk: first contentful paint', contentful, 'ms');
    const files = [...asked].map((a) => path.join(dist, a === '/' ? 'index.html' : a)).filter((f) => fs.existsSync(f));
    say('first page, gzip', kb(files), 'KB');
    await me.leave();
}

async function longList(browser) {
    const me = await Person.sit(browser, server.origin, 'procurator');
    const one = (await (await me.context.request.get(`${me.origin}/api/v1/clues?limit=1`)).json()).items[0];
    const items = Array.from({ length: Number(rows) }, (_, i) => ({ ...one, id: i + 1 }));
    await me.page.route('**/api/v1/clues?*', (r) => r.fulfill({ json: { items, total: items.length, next: '' } }));
    await me.open('/clues');
    await me.page.locator('[data-row="0"]').waitFor();
    await me.page.waitForTimeout(1000);
    const { frames, tasks, ms } = await me.page.evaluate(() => new Promise((done) => {
        const box = document.querySelector('.long'), step = box.scrollHeight / 300, begun = performance.now(), tasks = [];
        new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration))).observe({ type: 'longtask' });
        let frames = 0;
        const next = () => {
            frames++;
            box.scrollTop += step;
            if (frames < 300)
                requestAnimationFrame(next);
            else
                setTimeout(() => done({ frames, tasks, ms: performance.now() - begun }), 100);
        };
        requestAnimationFrame(next);
    }));
    say(`${rows} rows: a frame`, ms / frames, 'ms');
    say(`${rows} rows: tasks longer than 50 ms`, tasks.length, 'of 300 frames');
    say(`${rows} rows: longest task`, Math.max(0, ...tasks), 'ms');
    await me.leave();
}

let browser;
try {
    server.prepare();
    await server.start(dist);
    say('all pages, gzip', kb(fs.readdirSync(path.join(dist, 'assets')).map((f) => path.join(dist, 'assets', f))), 'KB');
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
    await firstPage(browser);
    await longList(browser);
} finally {
    await browser?.close();
    await server.stop();
}
