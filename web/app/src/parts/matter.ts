// parts/matter.ts - a matter that is looked at: read, kept fresh as others act, acted on against the version that was seen.
import { computed, ref, watch } from 'vue';
import { api, Problem, type Page } from '@/api/client';
import type { Entry, Matter, Procedure, Receipt } from '@/api/shapes';
import type { ActValues } from './draft';
import { onNews } from './on-news';
import { problemText, tell } from './problem';

const pageOfEntries = 200;

async function wholeTimeline(id: string): Promise<Entry[]> {
    const entries: Entry[] = [];
    let after = '';
    do {
        const page: Page<Entry> = await api.get<Page<Entry>>(`/matters/${id}/timeline`, { limit: pageOfEntries, after });
        entries.push(...page.items);
        after = page.next ?? '';
    } while (after);
    return entries;
}

export function useMatter(id: () => string) {
    const matter = ref<Matter | null>(null), procedure = ref<Procedure | null>(null), entries = ref<Entry[]>([]);
    const wrong = ref(''), refused = ref(''), done = ref<Receipt | null>(null), busy = ref(false);
    const seen = ref(0); // acts that stood here when the page was opened or acted on last
    const meanwhile = computed(() => entries.value.filter((e) => e.no > seen.value));
    let tag = '';

    async function read(): Promise<void> {
        try {
            const { value, etag } = await api.getTagged<Matter>(`/matters/${id()}`);
            const timeline = await wholeTimeline(id());
            if (procedure.value?.procedure !== value.procedure)
                procedure.value = await api.get<Procedure>(`/procedures/${value.procedure}`);
            [matter.value, entries.value, tag] = [value, timeline, etag];
        } catch (e) {
            if (matter.value)
                tell(e); // what stands here, and a form that is being filled in, stays
            else
                wrong.value = problemText(e);
        }
    }

    function accept(): void {
        seen.value = matter.value?.version ?? 0;
        refused.value = '';
    }

    async function open(): Promise<void> {
        [matter.value, done.value, wrong.value] = [null, null, ''];
        await read();
        accept();
    }

    // Did it go through?  When others were faster, what they did is shown (meanwhile) and what was typed stays.
    async function act(name: string, values: ActValues): Promise<boolean> {
        [busy.value, refused.value] = [true, ''];
        try {
            done.value = await api.post<Receipt>(`/matters/${id()}/acts`, { act: name, ...values }, { ifMatch: tag });
            await read();
            accept();
            return true;
        } catch (e) {
            if (e instanceof Problem && e.code === 'conflict')
                await read();
            refused.value = problemText(e);
            return false;
        } finally {
            busy.value = false;
        }
    }

    watch(id, open, { immediate: true });
    onNews((n) => n.matter === Number(id()) && n.version > (matter.value?.version ?? 0) && !busy.value, read);
    return { matter, procedure, entries, wrong, refused, done, busy, meanwhile, act, accept };
}
