import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // the application's own part of the site: no path of the API begins so
  base: '/app/',
  plugins: [react()],
  build: {
    target: 'es2023',
    assetsDir: 'assets',
    // The content security policy refuses what is written into the page or into another file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // which files a page loads, for the test of how large they are
    manifest: true,
  },
  worker: { format: 'es' },
});
