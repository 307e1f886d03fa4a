// store/news.ts - what happens on the server, told as it happens (GET /api/v1/events).  One stream serves all pages.
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { address } from '@/api/client';

export interface News { kind: string; leaf: number; what: string; matter: number; version: number; procedure: string; clue: number }
type Listener = (news: News) => void;

const kinds = ['act', 'clue_event', 'import', 'reset'] as const; // reset: away too long, lists must be read afresh
const kept = 30;

export const useNews = defineStore('news', () => {
    const latest = ref<News[]>([]), listeners = new Set<Listener>();
    let stream: EventSource | null = null;

    function take(kind: string, event: MessageEvent<string>): void {
        const news: News = { leaf: 0, what: '', matter: 0, version: 0, procedure: '', clue: 0, ...(JSON.parse(event.data) as Partial<News>), kind };
        if (kind !== 'reset')
            latest.value = [news, ...latest.value].slice(0, kept);
        for (const tell of listeners)
            tell(news);
    }

    function open(): void {
        if (stream)
            return;
        stream = new EventSource(address('/events'));
        for (const kind of kinds)
            stream.addEventListener(kind, (e) => take(kind, e as MessageEvent<string>));
    }

    function close(): void {
        stream?.close();
        stream = null;
        latest.value = [];
    }

    function listen(to: Listener): () => void {
        listeners.add(to);
        return () => listeners.delete(to);
    }

    return { latest, open, close, listen };
});
