import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;

export default defineConfig({
  main: {
    build: {
      externalizeDeps: false,
      outDir: resolve(root, 'out/main'),
      rolldownOptions: { input: { main: resolve(root, 'src-main/doors/desktop/main.ts') } },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      outDir: resolve(root, 'out/preload'),
      rolldownOptions: {
        input: { preload: resolve(root, 'src-main/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'src-renderer'),
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      outDir: resolve(root, 'out/renderer'),
      minify: true,
      sourcemap: false,
      chunkSizeWarningLimit: 8000,
      rolldownOptions: {
        input: { studio: resolve(root, 'src-renderer/index.html'), play: resolve(root, 'src-renderer/play.html') },
        // Nobody imports these for what happens while they load: what is only re-exported, and not used at the start, comes later.
        treeshake: { moduleSideEffects: [{ test: /src-renderer[/](?:ui|studio)[/].*[.]tsx?$/, sideEffects: false }] },
      },
    },
  },
});
