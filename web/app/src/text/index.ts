// text/index.ts - the sentences of the pages.  Chinese first; English is complete (tools/check-text.mjs holds it so).
import { createI18n } from 'vue-i18n';
import en from './en.json';
import zh from './zh.json';

export type Language = 'zh' | 'en';
const kept = 'liandong.language';

export const language = createI18n({
    legacy: false,
    locale: localStorage.getItem(kept) === 'en' ? 'en' : 'zh',
    fallbackLocale: false as const,
    missingWarn: true,
    messages: { zh, en },
});

export function speak(to: Language): void {
    language.global.locale.value = to;
    localStorage.setItem(kept, to);
    document.documentElement.lang = to === 'zh' ? 'zh-CN' : 'en';
}
