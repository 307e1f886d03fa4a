// A recommendation is investigated, reviewed, served; the reply is late, urged, given, checked item by item.
import assert from 'node:assert/strict';

export const title = 'recommendation: reviewed, served, late, urged, replied, checked';

export default async function ({ sit }) {
    const chief = await sit('chief');
    await chief.openMatter('recommendation', { fields: { 建议类型: '社会治理检察建议', 事由: '食品安全监管', 单位层级: '本级单位' } });
    const id = chief.matter();
    await chief.act('调查', { fields: { 调查措施: '询问、查阅案卷', 限制人身或者财产: '否' }, papers: { 调查笔录或者材料: '笔录1' } });
    await chief.act('调查终结', { fields: { 调查结论: '提出检察建议' }, papers: { 调查终结报告: '报告1' } });
    await chief.act('起草建议书', { fields: { 建议项数: '1', 异议期限: '2026-12-31', 单位层级: '本级单位' }, papers: { 检察建议书稿: '稿1' } });
    await chief.act('审核', { fields: { 审核意见: '通过' } });
    await chief.act('决定提出', { fields: { 检察建议书文号: '京门检建〔2026〕1号' } });
    await chief.act('送达', {
        fields: { 送达方式: '书面送达', 送达日期: '2026-01-05', 情况紧急: '否' }, papers: { 检察建议书: '书1', 送达回证: '证1' }, roles: { 被建议单位: '北京市门头沟区市场监督管理局' },
    });
    await chief.sees('待回复');
    await chief.page.locator('.one-clock', { hasText: '已逾期' }).first().waitFor();

    const agency = await sit('agency');
    await agency.open('/');
    await agency.page.locator('.page-head .el-tag', { hasText: /件逾期/ }).waitFor();
    await chief.act('督促落实', { fields: { 督促方式: '走访' }, papers: { 笔录或者工作记录: '记录1' } });
    await agency.open(`/matters/${id}`);
    await agency.act('书面回复', { fields: { 回复内容: '已建立巡查制度' }, papers: { 回复函: '函1' } });
    await chief.sees('已回复');
    chief.expected.push(/409/);
    await chief.begin('整改到位');
    await chief.complete({});
    assert.match(await chief.refusal(), /没有核查落实/);
    await chief.page.getByRole('button', { name: '取消' }).click();
    await chief.act('逐项核查', { fields: { 核查项目: '第一项', 核查结论: '已落实', 已落实项数: '1', 修改的制度: '巡查制度' } });
    await chief.act('整改到位');
    await chief.sees('回头看');
    await chief.act('结案', { fields: { 回头看结论: '未反弹' } });
    await chief.sees('办结');
    await agency.leave();
    await chief.leave();
}
