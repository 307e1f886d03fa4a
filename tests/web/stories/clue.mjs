// A sheet is dropped in; what a rule finds in it is a clue; the clue is taken on, another is dismissed with a reason.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

export const title = 'a sheet dropped in; a matter opened on a clue, another accepted, another dismissed';

export default async function ({ sit, server }) {
    const me = await sit('procurator');
    const sheet = path.join(server.folder, '再次导入.csv');
    fs.copyFileSync(path.join(server.folder, 'sample', '处罚-城管执法局.csv'), sheet);
    await me.open('/imports');
    await me.page.locator('input[type=file]').setInputFiles(sheet);
    const said = me.page.locator('.panel', { hasText: '再次导入.csv' });
    await said.getByText(/共 \d+ 行/).waitFor();
    await me.page.getByRole('cell', { name: '再次导入.csv' }).waitFor();

    await openOn(me);
    await me.open('/clues');
    const before = await total(me);
    await me.page.locator('[data-row="0"]').click();
    await me.page.getByRole('heading', { name: '为什么' }).waitFor();
    await me.page.getByRole('button', { name: '受理', exact: true }).click();
    await me.page.getByRole('dialog').getByRole('textbox').fill('事实清楚');
    await me.page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await me.page.locator('.page-head .el-tag', { hasText: '已受理' }).waitFor();
    assert.match(await me.page.locator('.timeline').textContent(), /事实清楚/);

    await me.open('/clues');
    assert.equal(await total(me), before - 1);
    await me.page.locator('[data-row="0"]').click();
    await me.page.getByRole('button', { name: '排除', exact: true }).click();
    await me.page.getByRole('dialog').locator('.el-select').click();
    await me.page.getByRole('option').filter({ visible: true }).first().click();
    await me.page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await me.page.locator('.page-head .el-tag', { hasText: '已排除' }).waitFor();
    await me.leave();
}

// A matter is opened on a clue; its page leads back to the clue.
async function openOn(me) {
    const reply = await me.context.request.get(`${me.origin}/api/v1/clues?limit=200`);
    const clue = (await reply.json()).items.find((c) => c.kind === '有案不立').id; // of which filing supervision takes clues
    await me.open(`/clues/${clue}`);
    await me.page.getByRole('button', { name: '开启事项' }).click();
    await me.choose('程序', '立案监督', me.page.locator('.new'));
    await me.complete({});
    await me.page.waitForURL(/\/matters\/\d+$/);
    await me.page.getByRole('link', { name: `线索 ${clue}` }).waitFor();
}

async function total(me) {
    const said = me.page.locator('.list-page .title small');
    await said.waitFor();
    return Number(/\d+/.exec(await said.textContent())[0]);
}
