// pictures.mjs PROGRAM PAGES FOLDER: the pictures of README.md, of the sample district with some matters under way.
import path from 'node:path';
import { chromium } from 'playwright-core';
import { Person } from './person.mjs';
import { Server, tokenOf } from './server.mjs';

const [program, pages, folder] = process.argv.slice(2);
const server = new Server(path.resolve(program));
const wide = { width: 1280, height: 720 }, phone = { width: 390, height: 720 };

async function post(who, address, body, version) {
    const headers = { Authorization: `Bearer ${tokenOf(who)}`, 'Content-Type': 'application/json', ...(version ? { 'If-Match': `"${version}"` } : {}) };
    const reply = await fetch(`${server.origin}/api/v1${address}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const said = await reply.json();
    if (!reply.ok)
        throw new Error(`${address}: ${said.detail}`);
    return said;
}

// A matter and its acts, one after the other.
async function run(who, opening, acts = []) {
    let done = await post(who, '/matters', opening);
    for (const act of acts)
        done = await post(act.by ?? who, `/matters/${done.matter}/acts`, { ...act, by: undefined }, done.version);
    return done.matter;
}

async function district() {
    const referral = (name, crime) => ({ procedure: 'referral', act: '指定专案组', fields: { 当事人: name, 违法事实: '销售假冒注册商标的商品', 涉嫌罪名: crime, 专案组人数: '2' } });
    const report = { act: '提出书面报告', papers: { 移送涉嫌犯罪案件的书面报告: '报告1号' } };
    const approval = { act: '批准移送', fields: { 审批人身份: '正职负责人', 批准文号: '批1号' } };
    await run('agency', referral('甲', '销售假冒注册商标的商品罪'));
    await run('agency', referral('乙', '非法经营罪'), [report]);
    const shown = await run('agency', referral('丙', '生产、销售有毒、有害食品罪'), [report, approval]);
    await run('chief', { procedure: 'recommendation', act: '由其他程序转入', fields: { 建议类型: '社会治理检察建议', 事由: '食品安全监管' }, roles: { 被建议单位: 'mtg-amr' } }, [
        { act: '起草建议书', fields: { 建议项数: '1', 异议期限: '2026-12-31', 单位层级: '本级单位' }, papers: { 检察建议书稿: '稿1' } },
        { act: '审核', fields: { 审核意见: '通过' } },
        { act: '决定提出', fields: { 检察建议书文号: '京门检建〔2026〕1号' } },
        { act: '送达', fields: { 送达方式: '书面送达', 送达日期: '2026-01-05', 情况紧急: '否' }, papers: { 检察建议书: '书1', 送达回证: '证1' } },
    ]);
    await run('town', { procedure: 'township', act: '登记事项', fields: { 事由: '占道经营处罚争议', 镇街为被监督主体: '是' }, roles: { 检察院: 'mtg-procuratorate', 司法局: 'mtg-justice' } });
    return shown;
}

async function shoot(browser, who, size, name, address, then) {
    const me = await Person.sit(browser, server.origin, who, size);
    await me.open(address);
    await me.page.waitForLoadState('load');
    await then?.(me.page);
    await me.page.waitForTimeout(1500);
    await me.page.screenshot({ path: path.join(folder, `${name}.png`) });
    await me.leave();
}

let browser;
try {
    server.prepare();
    await server.start(path.resolve(pages));
    const shown = await district();
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
    await shoot(browser, 'agency', wide, 'desk', '/');
    await shoot(browser, 'procurator', wide, 'clue', '/clues', (page) => page.locator('[data-row="0"]').click());
    await shoot(browser, 'agency', wide, 'matter', `/matters/${shown}`);
    await shoot(browser, 'procurator', wide, 'rule', '/rules/work-accident-not-referred', (page) => page.getByRole('button', { name: '试运行' }).click());
    await shoot(browser, 'chief', wide, 'cockpit', '/cockpit');
    await shoot(browser, 'town', phone, 'township', '/mechanisms/镇街平台');
} finally {
    await browser?.close();
    await server.stop();
}
