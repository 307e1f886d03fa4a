// parts/problem.ts - tells people what went wrong, in the server's own words.
import { ElMessage } from 'element-plus/es/components/message/index';
import 'element-plus/es/components/message/style/css';
import { Problem } from '@/api/client';
import { language } from '@/text';

export function problemText(e: unknown): string {
    const zh = language.global.locale.value === 'zh';
    if (e instanceof Problem)
        return [zh ? e.message : e.en, ...e.faults.map((f) => `${f.pointer} ${zh ? f.text : f.text_en}`)].join('；');
    return language.global.t('problem.network');
}

export function tell(e: unknown): void {
    if (e instanceof DOMException && e.name === 'AbortError')
        return;
    ElMessage({ type: 'error', message: problemText(e), showClose: true, duration: 8000 });
}
