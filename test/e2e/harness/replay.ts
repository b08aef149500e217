import { join } from 'node:path';
import type { Command } from '../../../engine/kernel/commands/index.ts';
import type { Engine } from '../../../engine/run/index.ts';
import { currentEngine, loadEngine } from '../../../src-main/services/engine/index.ts';
import { compileFolder } from '../../../src-main/services/levels/index.ts';

let engine: Promise<Engine> | undefined;

/** Plays a project's first level on this machine, one list of commands per turn, without any cloud. */
export async function replay(
  projectDir: string,
  start: { scenario: string; seed: number },
  turns: readonly (readonly Command[])[],
): Promise<{ hash: string; packageHash: string; totalCost: string }> {
  engine ??= currentEngine().then(({ dir }) => loadEngine(dir));
  const here = await engine;
  const { package: level, problems } = await compileFolder(here, projectDir);
  if (!level) throw new Error(`${projectDir} does not compile: ${JSON.stringify(problems)}`);
  const world = here.createWorld(level, start);
  try {
    for (const commands of turns) world.step(commands);
    return { hash: world.hash(), packageHash: level.hash, totalCost: String(world.kpis()['total_cost']) };
  } finally {
    world.dispose();
  }
}

export const projectsDir = (dataDir: string, name: string): string => join(dataDir, 'projects', name);
