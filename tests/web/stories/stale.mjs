// Two people have one matter open; the slower one is told what the other did, and loses nothing that he typed.
import assert from 'node:assert/strict';

export const title = 'a stale act shows what changed and by whom; the draft survives it and a reload';

export default async function ({ sit }) {
    const first = await sit('agency'), second = await sit('agency');
    const id = await first.openMatter('referral', { fields: { 当事人: '甲', 违法事实: '无证经营', 涉嫌罪名: '非法经营罪', 专案组人数: '2' } });
    await second.open(`/matters/${id}`);
    await second.begin('提出书面报告');
    await second.fill(second.page.locator('form.act'), '涉嫌罪名', '生产、销售伪劣产品罪');
    // The news do not reach him: what they ask for fails on the way.
    await second.page.route(`**/api/v1/matters/${id}`, (r) => r.abort());
    second.expected.push(/ERR_FAILED/);
    await first.act('提出书面报告', { papers: { 移送涉嫌犯罪案件的书面报告: '报1' } });
    await second.page.waitForTimeout(1500);
    await second.page.unroute(`**/api/v1/matters/${id}`);
    second.expected.push(/409/);
    await second.complete({ papers: { 移送涉嫌犯罪案件的书面报告: '报2' } });
    assert.match(await second.refusal(), /提出书面报告/, 'the server says what was done meanwhile');
    const told = second.page.locator('.el-alert', { hasText: '您打开之后' });
    await told.waitFor();
    assert.match(await told.textContent(), /提出书面报告/);
    assert.match(await told.textContent(), /丙/, 'and by whom');

    await first.begin('批准移送');
    await first.fill(first.page.locator('form.act'), '批准文号', '批7号');
    await first.page.reload();
    await first.begin('批准移送');
    const kept = await first.page.getByRole('group', { name: '批准文号', exact: true }).getByRole('textbox').inputValue();
    assert.equal(kept, '批7号', 'what was typed is there again');
    await first.leave();
    await second.leave();
}
