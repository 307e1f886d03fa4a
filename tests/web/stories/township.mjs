// A town takes a matter in on a phone, finds that it cannot judge itself, and sends it up; the procuratorate's desk hears of it.
import assert from 'node:assert/strict';

export const title = 'township: taken in on a phone, conferred, sent up';

export default async function ({ sit }) {
    const town = await sit('town', { width: 390, height: 844 }), chief = await sit('chief');
    await town.open('/mechanisms/镇街平台');
    await town.page.getByRole('button', { name: '开启事项' }).click();
    await town.complete({
        fields: { 事由: '占道经营处罚争议', 镇街为被监督主体: '是' }, roles: { 检察院: '北京市门头沟区人民检察院', 司法局: '北京市门头沟区司法局' },
    });
    await town.page.waitForURL(/\/matters\/\d+$/);
    await chief.open(`/matters/${town.matter()}`);
    await town.act('三方会商', { fields: { 会商意见: '应当上提', 三方到齐: '是' }, papers: { 会商记录: '记录1' } });
    town.expected.push(/409/);
    await town.begin('本级解决');
    await town.complete({ fields: { 承诺办结日期: '2026-12-20' } });
    assert.match(await town.refusal(), /应当上提/);
    await town.page.getByRole('button', { name: '取消' }).click();
    await town.act('上提', { papers: { 疑难问题呈报单: '单1' } });
    await town.sees('上提');
    await chief.sees('上提');
    await town.leave();
    await chief.leave();
}
