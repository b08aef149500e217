import type { Engine, LevelPackage } from '../../../engine/run/index.ts';
import { compileSample } from './product-cloud.ts';

/** Turns faster than this, and the script takes its time. */
export const burnsAbove = 10;

/** The cube, at so many ticks per second, whose script works for some 30 ms in every tick while the cube turns fast. */
export function burningLevel(engine: Engine, { id, hz, loops = 300_000 }: { id: string; hz: number; loops?: number }): LevelPackage {
  return compileSample(engine, 'hello-cube', (files) => {
    const read = (path: string): string => new TextDecoder().decode(files.get(path));
    const write = (path: string, text: string): void => void files.set(path, new TextEncoder().encode(text));
    const level = JSON.parse(read('levels/hello-cube.json'));
    write('levels/hello-cube.json', JSON.stringify({ ...level, id, clock: { kind: 'realtime', hz } }));
    write(
      'scripts/hello-cube.ts',
      read('scripts/hello-cube.ts').replace(
        'function onTick() {',
        `function burn() {
  let sum = 0;
  for (let i = 0; i < ${loops}; i += 1) sum = (sum + i) % 7;
  return sum;
}

function onTick() {
  for (const { Spin } of query('Spin')) if (Spin.speed > ${burnsAbove}) burn();`,
      ),
    );
  });
}
