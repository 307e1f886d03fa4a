// store/law.ts - lists of law that many pages name things by; each is read once, when it is first wanted.
import { defineStore } from 'pinia';
import { computed, shallowRef, type ShallowRef } from 'vue';
import { api, type Page } from '@/api/client';
import type { Dataset, Deadline, Organ, ProcedureLine } from '@/api/shapes';
import { tell } from '@/parts/problem';

function once<T>(path: string, into: ShallowRef<T[]>): () => Promise<void> {
    let asked: Promise<void> | null = null;
    return () => asked ??= api.get<Page<T>>(path).then((page) => { into.value = page.items; }).catch((e) => {
        asked = null;
        tell(e);
    });
}

export const useLaw = defineStore('law', () => {
    const organs = shallowRef<Organ[]>([]), procedures = shallowRef<ProcedureLine[]>([]), deadlines = shallowRef<Deadline[]>([]), datasets = shallowRef<Dataset[]>([]);
    const organById = computed(() => new Map(organs.value.map((o) => [o.organ, o])));
    const procedureById = computed(() => new Map(procedures.value.map((p) => [p.procedure, p])));
    const deadlineById = computed(() => new Map(deadlines.value.map((d) => [d.deadline, d])));
    const mechanisms = computed(() => [...new Set(procedures.value.map((p) => p.mechanism))]);

    return {
        organs, procedures, deadlines, datasets, organById, procedureById, deadlineById, mechanisms,
        readOrgans: once('/organs', organs), readProcedures: once('/procedures', procedures), readDeadlines: once('/deadlines', deadlines),
        readDatasets: once('/datasets', datasets),
        organName: (id: string) => organById.value.get(id)?.short_name || organById.value.get(id)?.name || id,
        procedureName: (id: string) => procedureById.value.get(id)?.name ?? id,
        // A clock (期限) is named by its statutory deadline where it has one: what must be done says more than the number.
        termName: (term: string) => deadlineById.value.get(term)?.act ?? term,
        basisOf: (term: string) => {
            const basis = deadlineById.value.get(term)?.basis;
            return basis ? `${basis.title} ${basis.article}` : '';
        },
    };
});
