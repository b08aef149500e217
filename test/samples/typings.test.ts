import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { componentTypes } from '../../engine/model/component-types.ts';
import { root, sample } from '../../engine/run/testing/index.ts';
import { generateTypings, scriptLib } from '../../engine/rules/scripting/typings/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'sample-typings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(['supply-chain', 'sales-force', 'household-budget', 'hello-cube'])(
  'the scripts of %s have no error in an editor that knows the level',
  (name) => {
    const { level } = sample(name);
    const dir = join(folder, name);
    cpSync(join(root, 'samples', name, 'scripts'), dir, { recursive: true });
    const { commands, parameters, kpis } = level;
    const prefabs = Object.keys(level.prefabs);
    const components = Object.fromEntries(componentTypes(level.components).map((type) => [type.name, type]));
    writeFileSync(
      join(dir, 'level.d.ts'),
      generateTypings({ components, commands, parameters, kpis, prefabs, tables: Object.keys(level.tables) }),
    );
    writeFileSync(join(dir, 'lib.d.ts'), scriptLib);
    writeFileSync(
      join(dir, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          noLib: true,
          types: [],
          strict: true,
          noEmit: true,
          target: 'es2024',
          moduleDetection: 'force',
          module: 'preserve',
          erasableSyntaxOnly: true,
        },
      }),
    );
    const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', dir, '--pretty', 'false'], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  },
);
