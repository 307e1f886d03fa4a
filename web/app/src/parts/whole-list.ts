// parts/whole-list.ts - all items of a list, page by page, for figures; bounded, and says so when there was more.
import { api, type Page, type Query } from '@/api/client';

const pageSize = 200;
export const most = 10_000;

export async function wholeList<T>(path: string, query: Query = {}): Promise<{ items: T[]; cut: boolean }> {
    const items: T[] = [];
    let after: string | undefined;
    do {
        const page: Page<T> = await api.get<Page<T>>(path, { ...query, limit: pageSize, after });
        items.push(...page.items);
        after = page.next || undefined;
    } while (after && items.length < most);
    return { items, cut: after !== undefined };
}

export function countBy<T>(items: T[], key: (item: T) => string): [string, number][] {
    const counts = new Map<string, number>();
    for (const item of items)
        counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
    return [...counts.entries()].sort((a, b) => b[1] - a[1]);
}
