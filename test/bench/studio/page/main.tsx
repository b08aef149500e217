import '@fontsource-variable/inter';
import '../../../../src-renderer/ui/tokens.css';
import '../../../../src-renderer/ui/base.css';
import type { BenchPage } from '../told.ts';
import { windowBench } from './window.tsx';

const engineUrl = new URLSearchParams(location.search).get('engine') ?? '';

const bench: BenchPage = {
  ...windowBench(engineUrl),
  tree: async (asked) => (await import('./tree.tsx')).treeBench(asked, engineUrl),
  scene: async (asked, rounds) => (await import('./scene.ts')).sceneBench(asked, rounds),
};
Object.assign(window, { bench });
