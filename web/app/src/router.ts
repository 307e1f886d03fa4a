// router.ts - the pages and where they stand in the menu.  A page is loaded when it is first opened.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';

declare module 'vue-router' {
    interface RouteMeta {
        title: string; // key of the sentence in text/
        menu?: 'work' | 'supervise' | 'data' | 'system'; // group of the menu; none: reached from another page
        open?: boolean; // seen without signing in
        needs?: string; // capability without which the server shows nothing here
        screen?: boolean; // fills the window, without the frame
    }
}

const routes: RouteRecordRaw[] = [
    { path: '/sign-in', component: () => import('./pages/SignIn.vue'), meta: { title: 'page.sign_in', open: true } },
    { path: '/', component: () => import('./pages/Desk.vue'), meta: { title: 'page.desk', menu: 'work' } },
    { path: '/matters', component: () => import('./pages/Matters.vue'), meta: { title: 'page.matters', menu: 'work' } },
    { path: '/cockpit', component: () => import('./pages/Cockpit.vue'), meta: { title: 'page.cockpit', menu: 'work', screen: true } },
    { path: '/mechanisms/:mechanism', component: () => import('./pages/Matters.vue'), meta: { title: 'page.mechanism' }, props: true },
    { path: '/matters/new', component: () => import('./pages/MatterNew.vue'), meta: { title: 'page.matter_new' } },
    { path: '/matters/:id', component: () => import('./pages/Matter.vue'), meta: { title: 'page.matter' }, props: true },
    { path: '/clues', component: () => import('./pages/Clues.vue'), meta: { title: 'page.clues', menu: 'supervise' } },
    { path: '/clues/:id', component: () => import('./pages/Clue.vue'), meta: { title: 'page.clue' }, props: true },
    { path: '/rules', component: () => import('./pages/Rules.vue'), meta: { title: 'page.rules', menu: 'supervise' } },
    { path: '/rules/:slug', component: () => import('./pages/Rule.vue'), meta: { title: 'page.rule' }, props: true },
    { path: '/records', component: () => import('./pages/Records.vue'), meta: { title: 'page.records', menu: 'data' } },
    { path: '/imports', component: () => import('./pages/Imports.vue'), meta: { title: 'page.imports', menu: 'data', needs: '数据导入' } },
    { path: '/deadlines', component: () => import('./pages/Deadlines.vue'), meta: { title: 'page.deadlines', menu: 'data' } },
    { path: '/ledger', component: () => import('./pages/Ledger.vue'), meta: { title: 'page.ledger', menu: 'system' } },
    { path: '/:rest(.*)', component: () => import('./pages/NotFound.vue'), meta: { title: 'page.not_found', open: true } },
];

export const router = createRouter({ history: createWebHistory(), routes });
export const menu = routes.filter((r) => r.meta?.menu);
