/** An engine from sources and levels from a few words, for tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { scriptingWasm } from '../../../build/wasm/ensure.ts';
import { stripTypes } from '../../../src-main/services/engine/strip.ts';
import type { Json } from '../../kernel/json.ts';
import { chance } from '../../kernel/testing/chance.ts';
import { withoutHostMath } from '../../kernel/testing/guard.ts';
import { prettyJson } from '../../model/canonical.ts';
import { compileLevel } from '../../model/compile.ts';
import type { LevelPackage } from '../../model/package.ts';
import { problemLine } from '../../model/problem.ts';
import { openEngine, type Engine, type EngineOptions } from '../engine.ts';
import type { World } from '../world.ts';

export const root = resolve(import.meta.dirname, '../../..');

/** An engine whose worlds step under the kernel's guard: a tick that reads the host's clock, chance or inexact Math throws. */
export async function openTestEngine(options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = await openEngine({ wasm: scriptingWasm(), development: true, ...options });
  const plain = { ...engine };
  return Object.assign(engine, {
    createWorld: (...args: Parameters<Engine['createWorld']>) => underGuard(plain.createWorld(...args)),
    openWorld: (...args: Parameters<Engine['openWorld']>) => underGuard(plain.openWorld(...args)),
  });
}

const underGuard = (world: World): World => {
  const step = world.step.bind(world);
  world.step = (commands, options) => withoutHostMath(() => step(commands, options));
  return world;
};

const encoder = new TextEncoder();

/** Every file of a folder, by path. */
export function filesOf(dir: string): Map<string, Uint8Array> {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => [
      relative(dir, join(entry.parentPath, entry.name)).replaceAll('\\', '/'),
      new Uint8Array(readFileSync(join(entry.parentPath, entry.name))),
    ]),
  );
}

export function compileFiles(files: ReadonlyMap<string, Uint8Array>): LevelPackage {
  const result = compileLevel(files, undefined, { strip: stripTypes });
  if (!result.ok) throw new Error(result.problems.map(problemLine).join('\n'));
  return result.package;
}

export const sample = (name: string): LevelPackage => compileFiles(filesOf(join(root, 'samples', name)));

type Components = Record<string, Record<string, Json>>;

export interface LevelWords {
  entities?: Record<string, Components | { parent: string; components: Components }>;
  scripts?: Record<string, string>;
  tables?: Record<string, Json>;
  /** Texts of behaviours/, by file name. */
  behaviours?: Record<string, string>;
  project?: Record<string, Json>;
  clock?: Json;
  physics?: Json;
}

/** A level of a few words: realtime at 20 Hz unless told otherwise. */
export function levelOf({
  entities = {},
  scripts = {},
  tables = {},
  behaviours = {},
  project = {},
  clock = { kind: 'realtime', hz: 20 },
  physics,
}: LevelWords): LevelPackage {
  const texts: Record<string, string> = {
    'ledgerquest.json': prettyJson({ format: 1, id: 'test', name: 'Test', levels: ['levels/test.json'], ...project }),
    'levels/test.json': prettyJson({
      format: 1,
      id: 'test',
      name: 'Test',
      clock,
      ...(physics !== undefined && { physics }),
      scripts: Object.keys(scripts).map((name) => `scripts/${name}`),
      entities: Object.fromEntries(
        Object.entries(entities).map(([key, words], index) => {
          const { parent, components } =
            'parent' in words && typeof words.parent === 'string'
              ? (words as { parent: string; components: Components })
              : { parent: null, components: words as Components };
          return [key, { name: key, parent, order: `a${index.toString().padStart(4, '0')}`, components }];
        }),
      ),
    }),
    ...Object.fromEntries(Object.entries(scripts).map(([name, code]) => [`scripts/${name}`, code])),
    ...Object.fromEntries(Object.entries(behaviours).map(([name, tree]) => [`behaviours/${name}`, tree])),
    ...Object.fromEntries(Object.entries(tables).map(([name, value]) => [`data/${name}.json`, prettyJson(value)])),
  };
  return compileFiles(new Map(Object.entries(texts).map(([path, text]) => [path, encoder.encode(text)])));
}

/** Small seeded random numbers for tests: the seed is part of every failure's message. */
export function seeded(seed: number): { next(): number; int(from: number, to: number): number; pick<T>(from: readonly T[]): T } {
  const { next, below, pick } = chance(seed);
  return { next, int: (from, to) => from + below(to - from + 1), pick };
}
