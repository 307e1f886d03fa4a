// store/session.ts - who has signed in, and what he may do.
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { api, Problem } from '@/api/client';

export interface Me {
    person: string;
    organ: string;
    organ_name: string;
    operator: boolean;
    capabilities: string[];
    district: string;
    sample: boolean;
    law: string;
}

export const useSession = defineStore('session', () => {
    const me = ref<Me | null>(null), known = ref(false);
    const signedIn = computed(() => me.value !== null);

    async function look(): Promise<void> {
        try {
            me.value = await api.get<Me>('/me');
        } catch (e) {
            me.value = null;
            if (!(e instanceof Problem) || e.status !== 401)
                throw e;
        } finally {
            known.value = true;
        }
    }

    async function signIn(login: string, password: string, code: string): Promise<void> {
        await api.post('/session', { login, password, ...(code ? { code } : {}) });
        await look();
    }

    async function signOut(): Promise<void> {
        await api.remove('/session');
        me.value = null;
    }

    return { me, known, signedIn, look, signIn, signOut, may: (what: string) => me.value !== null && (me.value.operator || me.value.capabilities.includes(what)) };
});
