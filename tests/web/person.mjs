// person.mjs - somebody at a browser: opens pages, fills in forms by what stands beside the fields, and notes whatever a browser complains of.
import assert from 'node:assert/strict';
import { tokenOf } from './server.mjs';

const patience = 20_000;

export class Person {
    // expected: replies that a story provokes, such as a refused act; the browser notes each in its console.
    static async sit(browser, origin, who, size = { width: 1366, height: 768 }) {
        const me = new Person();
        me.origin = origin;
        me.faults = [];
        me.expected = [];
        me.context = await browser.newContext({ viewport: size, locale: 'zh-CN', acceptDownloads: true, extraHTTPHeaders: { Authorization: `Bearer ${tokenOf(who)}` } });
        me.page = await me.context.newPage();
        me.page.setDefaultTimeout(patience);
        me.page.on('pageerror', (e) => me.faults.push(`error: ${e.message}`));
        me.page.on('console', (m) => me.heard(m));
        me.page.on('request', (r) => {
            if (!r.url().startsWith(origin) && !r.url().startsWith('blob:'))
                me.faults.push(`asks another origin: ${r.url()}`);
        });
        return me;
    }

    heard(message) {
        if (message.type() !== 'error' && message.type() !== 'warning')
            return;
        const text = `${message.text()} ${message.location().url}`;
        const at = this.expected.findIndex((e) => e.test(text));
        if (at >= 0)
            this.expected.splice(at, 1);
        else
            this.faults.push(`console: ${text}`);
    }

    async leave() {
        await this.context.close();
        assert.deepEqual(this.faults, [], 'the browser complains of nothing');
    }

    async open(path) {
        await this.page.goto(this.origin + path);
        await this.page.locator('main#page, main.cockpit, main.nothing').first().waitFor();
    }

    matter() {
        return Number(/\/matters\/(\d+)/.exec(this.page.url())?.[1]);
    }

    async choose(label, value, within) {
        const box = within.getByRole('combobox', { name: label, exact: true });
        await box.locator('xpath=ancestor::div[contains(@class, "el-select__wrapper")]').click();
        if (await box.getAttribute('readonly') === null)
            await box.pressSequentially(value);
        await this.page.getByRole('option', { name: value, exact: false }).filter({ visible: true }).first().click();
    }

    // A value as an official would give it: 是 and 否 are chosen, a code is chosen, the rest is typed.
    async fill(form, name, value) {
        const field = form.getByRole('group', { name, exact: true });
        if (await field.getByRole('radio').count()) {
            await field.getByText(value, { exact: true }).click();
        } else if (await field.locator('.el-date-editor').count()) {
            await field.locator('input').fill(value);
            await field.locator('input').press('Enter');
        } else if (await field.getByRole('combobox').count()) {
            await this.choose(name, value, field);
        } else {
            await field.getByRole('textbox').fill(value);
        }
    }

    async complete({ fields = {}, papers = {}, roles = {} }, form = this.page.locator('form.act')) {
        for (const [name, value] of Object.entries(fields))
            await this.fill(form, name, value);
        for (const [name, value] of Object.entries(papers))
            await form.locator('label', { hasText: name }).getByRole('textbox').fill(value);
        for (const [name, value] of Object.entries(roles))
            await this.choose(name, value, form);
        await form.getByRole('button', { name: '确定' }).click();
    }

    async openMatter(procedure, values) {
        await this.open(`/matters/new?procedure=${procedure}`);
        await this.complete(values);
        await this.page.waitForURL(/\/matters\/\d+$/);
        return this.matter();
    }

    async begin(act) {
        await this.page.getByRole('button', { name: act, exact: true }).click();
        await this.page.locator('.el-drawer form.act').waitFor();
    }

    async act(act, values = {}) {
        await this.begin(act);
        await this.complete(values);
        await this.page.getByText('已办理，事项办理至').waitFor();
        await this.page.locator('.el-drawer form.act').waitFor({ state: 'detached' });
    }

    async refusal() {
        const said = this.page.locator('form.act .refused');
        await said.waitFor();
        return said.textContent();
    }

    async state() {
        return (await this.page.locator('.page-head .el-tag').first().textContent()).trim();
    }

    // Waits until the page of the matter shows the state.
    async sees(state) {
        await this.page.locator('.page-head .el-tag', { hasText: state }).waitFor();
    }
}
