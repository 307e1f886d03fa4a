import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './app.vue';
import { router } from './router';
import { language } from './text';
import 'element-plus/theme-chalk/dark/css-vars.css';
import './style/base.css';

createApp(App).use(createPinia()).use(language).use(router).mount('#app');
