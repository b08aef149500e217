import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findChromium } from './build/setup/chromium.ts';

const executablePath = findChromium();

export default defineConfig({
  test: {
    // `npm run coverage`: of lines, at least this much.
    coverage: {
      include: ['engine/**/*.ts', 'cloud/domain/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testing/**', '**/*.d.ts'],
      thresholds: { 'engine/**': { lines: 95 }, 'engine/document/**': { lines: 95 }, 'cloud/domain/**': { lines: 95 } },
    },
    projects: [
      {
        test: {
          name: 'node',
          include: [
            '{engine,src-main,cloud,clients,gpu-worker,build,src-renderer}/**/*.test.ts',
            'test/{contract,architecture,chaos,collab,goldens,load,samples}/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', 'out/**'],
          testTimeout: 180_000,
          // A busy machine is no defect; `npm test` names what passed only when it was tried again. The runner keeps this from the engine and the goldens.
          retry: process.env['CI'] ? 2 : 0,
          runner: './build/test/runner.ts',
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
      {
        plugins: [react()],
        // Found before the first test: a dependency that turns up in the middle of a run reloads the page under it.
        optimizeDeps: {
          include: [
            'react',
            'react-dom',
            'react-dom/client',
            'react/jsx-dev-runtime',
            'monaco-editor/editor',
            'monaco-editor/features/register.all',
            'monaco-editor/languages/definitions/javascript/register',
            'monaco-editor/languages/definitions/lua/register',
            'monaco-editor/languages/definitions/python/register',
            'monaco-editor/languages/definitions/typescript/register',
            'monaco-editor/languages/features/typescript/register',
            '@babylonjs/core/pure.js',
            '@babylonjs/core/Shaders/default.vertex.js',
            '@babylonjs/core/Shaders/default.fragment.js',
            '@babylonjs/core/Shaders/shadowMap.vertex.js',
            '@babylonjs/core/Shaders/shadowMap.fragment.js',
            '@babylonjs/loaders/glTF/2.0/glTFLoader.pure.js',
            '@babylonjs/loaders/glTF/2.0/Extensions/dynamic.js',
            '@babylonjs/loaders/glTF/glTFFileLoader.pure.js',
            '@tanstack/react-virtual',
            'flexlayout-react',
            'lucide-react',
            'gltf-validator',
            'meshoptimizer/decoder',
            '@babylonjs/core/Meshes/Compression/meshoptCompression.js',
            'papaparse',
            'uplot',
            'vitest-browser-react',
            'yjs',
            'zod',
          ],
        },
        test: {
          name: 'dom',
          // The first picture without a graphics card may take a quarter of a minute on a busy machine.
          testTimeout: 60_000,
          include: ['src-renderer/**/*.test.tsx', 'test/dom/**/*.test.tsx'],
          exclude: ['**/node_modules/**', 'out/**'],
          browser: {
            enabled: true,
            headless: true,
            provider: playwright({
              launchOptions: {
                ...(executablePath && { executablePath }),
                args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--no-sandbox'],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
