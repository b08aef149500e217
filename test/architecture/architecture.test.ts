import { describe, expect, test } from 'vitest';
import { checkArchitecture, emptyRooms, importsOf, judge } from '../../build/checks/architecture.ts';

const plant = (file: string, specifier: string) => judge(file, { specifier, line: 1 }).map((violation) => violation.message);

describe('the arrows of the house', () => {
  test('all point the right way today, and something was looked at', () => {
    const { files, imports, violations } = checkArchitecture(process.cwd());
    expect(violations).toEqual([]);
    expect(files).toBeGreaterThan(500);
    expect(imports).toBeGreaterThan(2000);
  });

  test.each([
    ['engine/kernel/world/arena.ts', '../../model/project.ts'],
    ['engine/run/slice.ts', '../document/index.ts'],
    ['engine/run/slice.ts', 'node:fs'],
    ['engine/model/compile.ts', '../../src-main/contract/index.ts'],
    ['cloud/domain/publish.ts', '../adapters/aws/s3.ts'],
    ['cloud/domain/publish.ts', '@aws-sdk/client-s3'],
    ['cloud/local/s3/objects.ts', '../../domain/publish.ts'],
    ['cloud/handlers/slice.ts', '../local/index.ts'],
    ['src-renderer/view/scene.ts', 'react'],
    ['src-renderer/studio/ship/publish.tsx', '../../../src-main/services/engine/load.ts'],
    ['src-renderer/play/main.tsx', '../studio/editor/editor.ts'],
    ['src-renderer/studio/shell/window.tsx', 'node:path'],
    ['src-main/services/projects.ts', 'electron'],
    ['src-main/services/projects.ts', '../doors/web/serve.ts'],
    ['src-main/contract/index.ts', 'yjs'],
    ['engine/run/slice.ts', './testing/index.ts'],
    ['engine/run/slice.ts', './run.test.ts'],
    ['src-renderer/studio/shell/window.tsx', '../testing/local-engine.ts'],
    ['src-renderer/studio/shell/window.tsx', './window.test.tsx'],
  ])('%s importing %s is refused', (file, specifier) => {
    expect(plant(file, specifier)).not.toEqual([]);
  });

  test.each([
    ['engine/run/slice.ts', '../kernel/world/arena.ts'],
    ['engine/document/room.ts', 'yjs'],
    ['cloud/domain/publish.ts', '../ports/keys.ts'],
    ['src-main/doors/cli/up.ts', '../../../cloud/local/index.ts'],
    ['src-renderer/studio/design/viewport.tsx', '../../view/index.ts'],
    ['gpu-worker/jobs/thumbnail.ts', '../node/dawn.ts'],
  ])('%s importing %s is allowed', (file, specifier) => {
    expect(plant(file, specifier)).toEqual([]);
  });

  test('a rule about a folder that is not there is itself a violation', () => {
    expect(emptyRooms(process.cwd())).toEqual([]);
    expect(emptyRooms(process.cwd(), [{ path: 'engine/attic', knows: ['engine/kernel', 'engine/cellar'] }])).toEqual([
      'engine/attic',
      'engine/cellar',
    ]);
  });

  test('type imports, re-exports and dynamic imports count as arrows', () => {
    const source = `import type { A } from './a.ts';\nexport * from './b.ts';\nconst c = () => import('./c.ts');\n`;
    expect(importsOf('engine/run/x.ts', source)).toEqual([
      { specifier: './a.ts', line: 1 },
      { specifier: './b.ts', line: 2 },
      { specifier: './c.ts', line: 3 },
    ]);
  });
});
