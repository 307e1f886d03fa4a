// Every page, wide and on a phone, light and dark, in both languages: nothing seriously hard to reach (axe), nothing wider than the window.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';

export const title = 'every page: axe finds nothing serious, nothing is wider than a phone';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function paths(me) {
    const first = async (list, address) => {
        await me.open(list);
        await me.page.locator('[data-row="0"]').click();
        await me.page.waitForURL(address);
        return new URL(me.page.url()).pathname;
    };
    const fixed = ['/', '/cockpit', '/matters', '/matters/new?procedure=referral', '/clues', '/rules', '/records', '/imports', '/deadlines', '/ledger', '/nowhere'];
    return [...fixed, '/mechanisms/公益诉讼', await first('/clues', /\/clues\/\d+/), await first('/rules', /\/rules\/.+/), await first('/matters', /\/matters\/\d+/)];
}

async function look(me, path) {
    await me.open(path);
    await me.page.waitForLoadState('load');
    await me.page.waitForTimeout(500);
    await me.page.evaluate(axe);
    const found = await me.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    const serious = found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
        .map((v) => `${path}: ${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | ')}`);
    const wide = await me.page.evaluate(() => [document.documentElement, ...document.querySelectorAll('main, .long')]
        .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => `${e.tagName}.${e.className} ${e.scrollWidth} > ${e.clientWidth}`));
    return { serious, wide: wide.map((w) => `${path}: ${w}`) };
}

export default async function ({ sit }) {
    const found = { serious: [], wide: [] };
    const seeds = await sit('chief');
    await seeds.openMatter('recommendation', { fields: { 建议类型: '其他检察建议', 事由: '巡查', 单位层级: '本级单位' } });
    const addresses = await paths(seeds);
    await seeds.leave();
    for (const [size, dark, language] of [[{ width: 1366, height: 768 }, 'no', 'zh'], [{ width: 390, height: 844 }, 'yes', 'en']]) {
        const me = await sit('chief', size);
        await me.context.addInitScript(([d, l]) => {
            localStorage.setItem('liandong.dark', d);
            localStorage.setItem('liandong.language', l);
        }, [dark, language]);
        for (const path of addresses) {
            const { serious, wide } = await look(me, path);
            found.serious.push(...serious);
            found.wide.push(...wide);
        }
        await me.leave();
    }
    assert.deepEqual(found.serious, []);
    assert.deepEqual(found.wide, []);
}
