// How the pages are built: one folder of files that the program serves itself, for browsers from Chrome 86 on.
import { fileURLToPath, URL } from 'node:url';
import vue from '@vitejs/plugin-vue';
import components from 'unplugin-vue-components/vite';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import { defineConfig } from 'vite';
import { licences } from './tools/licences.mjs';

export default defineConfig({
    base: '/',
    plugins: [vue(), components({ dts: false, dirs: [], resolvers: [ElementPlusResolver({ importStyle: 'css' })] }), licences()],
    resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
    build: {
        outDir: 'dist',
        target: 'chrome86',
        cssTarget: 'chrome86',
        assetsInlineLimit: 0, // the content security policy allows no data: addresses
        chunkSizeWarningLimit: 700,
        reportCompressedSize: true,
    },
    server: { proxy: { '/api': process.env.LIANDONG_SERVER ?? 'http://127.0.0.1:8080' } },
});
