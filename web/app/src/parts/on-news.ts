// parts/on-news.ts - runs something soon after news that concern a page, once for many that come together.
import { onScopeDispose } from 'vue';
import { useNews, type News } from '@/store/news';

const GATHER_MS = 400;

export function onNews(concerns: (news: News) => boolean, then: () => void): void {
    let timer = 0;
    const stop = useNews().listen((news) => {
        if (news.kind !== 'reset' && !concerns(news))
            return;
        window.clearTimeout(timer);
        timer = window.setTimeout(then, GATHER_MS);
    });
    onScopeDispose(() => {
        window.clearTimeout(timer);
        stop();
    });
}
