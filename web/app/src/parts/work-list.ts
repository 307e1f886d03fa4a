// parts/work-list.ts - a list that is read page by page by cursor, kept while its filters stay as they are.
//
// News of its kind read it again while it shows its first page only; one that was scrolled further is not moved under its reader:
// `moved` says that there is something new.
import { ref, shallowRef, watch, type Ref } from 'vue';
import { api, type Page, type Query } from '@/api/client';
import { onNews } from './on-news';
import { tell } from './problem';

export interface WorkList<T> {
    items: Ref<T[]>;
    busy: Ref<boolean>;
    ended: Ref<boolean>;
    total: Ref<number | null>; // when the server counts them
    moved: Ref<boolean>;
    more: () => Promise<void>;
    again: () => Promise<void>;
}

export function useWorkList<T>(path: string | (() => string), filters: () => Query, news: string[] = [], limit: number | null = 100): WorkList<T> {
    const items = shallowRef<T[]>([]), busy = ref(false), ended = ref(false), total = ref<number | null>(null), moved = ref(false);
    let next = '', asked = 0;

    async function read(fresh: boolean): Promise<void> {
        if (busy.value && !fresh)
            return;
        const mine = ++asked;
        busy.value = true;
        try {
            const page = await api.get<Page<T>>(typeof path === 'string' ? path : path(), { ...filters(), ...(limit ? { limit } : {}), after: fresh ? undefined : next });
            if (mine !== asked)
                return; // the filters changed meanwhile
            items.value = fresh ? page.items : [...items.value, ...page.items];
            next = page.next ?? '';
            ended.value = !next;
            moved.value = moved.value && !fresh;
            total.value = page.total ?? null;
        } catch (e) {
            tell(e);
        } finally {
            if (mine === asked)
                busy.value = false;
        }
    }

    const again = () => read(true);
    const more = () => (ended.value ? Promise.resolve() : read(false));
    watch(() => [typeof path === 'string' ? path : path(), filters()], again, { deep: true, immediate: true });
    if (news.length)
        onNews((n) => news.includes(n.kind), () => (items.value.length > (limit ?? 0) ? void (moved.value = true) : void again()));
    return { items, busy, ended, total, moved, more, again };
}
