// parts/moment.ts - times as the server writes them: of China, a day or a day with a time.
const OFFSET = '+08:00', DAY_MS = 86_400_000;

// A day that something is due is over at its end.
export function endOf(text: string): number {
    return text.includes('T') ? Date.parse(text + OFFSET) : Date.parse(`${text}T00:00:00${OFFSET}`) + DAY_MS;
}

export function shownTime(text: string | null | undefined, to: 'minute' | 'second' = 'minute'): string {
    return (text ?? '').replace('T', ' ').slice(0, to === 'minute' ? 16 : 19);
}

const unitMs: Record<string, number> = { 小时: DAY_MS / 24, 日: DAY_MS, 个工作日: DAY_MS * 7 / 5, 个月: DAY_MS * 30, 年: DAY_MS * 365 };

// About how long a term is that the law states as "7日" or "2个月"; 0: it states none.  For lamps only: when a term ends the server says.
export function about(length: string): number {
    const m = /^(\d+)(小时|日|个工作日|个月|年)$/.exec(length);
    return m ? Number(m[1]) * (unitMs[m[2] ?? ''] ?? 0) : 0;
}

export function dayOf(ms: number): string {
    return new Date(ms + 8 * DAY_MS / 24).toISOString().slice(0, 10);
}
