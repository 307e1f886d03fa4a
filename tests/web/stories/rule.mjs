// A rule is opened, broken, mended with what the editor offers, tried, and one of its numbers varied.
import assert from 'node:assert/strict';

export const title = 'rule: faults underlined, completed, tried, a number varied';

export default async function ({ sit }) {
    const me = await sit('procurator');
    await me.open('/rules');
    await me.page.locator('[data-row="0"]').waitFor();
    await me.page.getByRole('textbox').first().fill('重大责任事故');
    await me.page.locator('[data-row="0"]').click();
    const area = me.page.getByRole('textbox', { name: '规则文本' });
    await me.page.getByText('文本没有错误').waitFor();
    const text = await area.inputValue();

    await area.fill(text.replace('死亡人数', '死亡人'));
    await me.page.locator('.faults .error').first().waitFor();
    assert.ok(await me.page.locator('pre .error').count() > 0, 'the fault is underlined where it is');
    await area.fill(text);
    await me.page.getByText('文本没有错误').waitFor();

    await area.press('Control+End');
    await area.pressSequentially('\n# 直接经');
    const offer = me.page.getByRole('option', { name: /^直接经济损失/ });
    await offer.first().waitFor();
    await area.press('Enter');
    assert.match(await area.inputValue(), /# 直接经济损失$/, 'the word that was offered stands there');

    await area.press('Control+Enter');
    await me.page.locator('.counts strong').first().waitFor();
    assert.ok(Number(await me.page.locator('.counts strong').first().textContent()) > 0, 'it hits something of the sample');
    const sweep = me.page.locator('.panel', { hasText: '换值试算' });
    await me.choose('换哪个数', '直接经济损失', sweep);
    await sweep.getByRole('textbox', { name: '取值' }).fill('50万元，100万元，1000万元');
    await sweep.getByRole('button', { name: '试算' }).click();
    await sweep.locator('tbody tr').nth(2).waitFor();
    assert.equal(await sweep.locator('tbody tr').count(), 3);
    await me.leave();
}
