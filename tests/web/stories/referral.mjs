// A case is taken up, approved and handed to the police with all that the law wants; the police take it and file it.
import assert from 'node:assert/strict';

export const title = 'referral: taken up, approved, handed over, filed by the police';

export default async function ({ sit }) {
    const agency = await sit('agency');
    agency.expected.push(/409/, /422/);
    await agency.open('/matters/new?procedure=referral');
    const facts = { 当事人: '京例商贸有限公司', 违法事实: '销售假冒注册商标的商品', 涉嫌罪名: '销售假冒注册商标的商品罪' };
    await agency.complete({ fields: { ...facts, 专案组人数: '1' } });
    const why = await agency.refusal();
    assert.match(why, /2名以上行政执法人员/, 'the guard says what it wants');
    assert.match(why, /第五条/, 'and its article');
    await agency.complete({ fields: { 专案组人数: '2' } });
    await agency.page.waitForURL(/\/matters\/\d+$/);
    const id = agency.matter();
    await agency.act('提出书面报告', { papers: { 移送涉嫌犯罪案件的书面报告: '报告1号' } });
    await agency.act('批准移送', { fields: { 审批人身份: '正职负责人', 批准文号: '批1号' } });
    await agency.page.getByText('行政执法机关移送涉嫌犯罪案件的规定 第五条').waitFor();

    await agency.begin('移送');
    const papers = { 涉嫌犯罪案件移送书: '移1号', 涉嫌犯罪案件情况的调查报告: '调1号', 涉案物品清单: '清1号' };
    const roles = { 公安机关: '北京市公安局门头沟分局', 检察院: '北京市门头沟区人民检察院' };
    await agency.complete({ fields: { 移送书文号: '移1号', 经过检验鉴定: '是' }, papers, roles });
    assert.match(await agency.refusal(), /检验报告或者鉴定结论/, 'a paper that is needed because of what was said');
    await agency.complete({ papers: { 检验报告或者鉴定结论: '鉴1号' } });
    await agency.sees('已移送');

    const police = await sit('police');
    await police.open(`/matters/${id}`);
    await police.act('签收', { fields: { 材料齐全: '是', 属本机关管辖: '是' }, papers: { 移送书回执: '回1号' } });
    await police.sees('立案审查');
    assert.ok(await police.page.locator('.one-clock').count() > 0, 'the clock of the police runs');
    await police.act('立案', { fields: { 立案决定书文号: '立1号' }, papers: { 立案决定书: '立1号' } });
    await police.sees('已立案');

    // The agency's page followed by itself.
    await agency.sees('已立案');
    await agency.page.getByText('您打开之后，事项又有办理').waitFor();
    await police.leave();
    await agency.leave();
}
