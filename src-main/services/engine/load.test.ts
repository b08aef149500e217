import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkEngine, currentEngine, engineOf, loadEngine } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'engine-builds-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let dir: string;
let id: string;
beforeAll(async () => {
  ({ dir, id } = await currentEngine());
});

describe('an engine build', () => {
  test('is named by the hash of its manifest and loads as that engine', async () => {
    expect(id).toBe(`engine@${basename(dir)}`);
    const engine = await loadEngine(dir);
    expect(engine.id).toBe(id);
    expect(await loadEngine(dir)).toBe(engine);
  });

  test('loads from wherever it was copied to', async () => {
    const copy = join(folder, basename(dir));
    cpSync(dir, copy, { recursive: true });
    expect((await loadEngine(copy)).id).toBe(id);
  });

  test('with a changed byte is refused, naming the file', () => {
    const { manifest } = checkEngine(dir);
    for (const { path } of [...manifest.files, { path: 'engine.json' }]) {
      const copy = join(folder, path, basename(dir));
      cpSync(dir, copy, { recursive: true });
      const bytes = readFileSync(join(copy, path));
      bytes[20]! ^= 1;
      writeFileSync(join(copy, path), bytes);
      expect(() => checkEngine(copy), path).toThrow(expect.objectContaining({ code: 'bad-engine', where: path }));
    }
  });

  test('that lacks a file is refused, naming it', () => {
    const copy = join(folder, 'lacking', basename(dir));
    cpSync(dir, copy, { recursive: true });
    rmSync(join(copy, 'quickjs.wasm'));
    expect(() => checkEngine(copy)).toThrow('lacks quickjs.wasm');
  });
});

describe('the build of an id', () => {
  const root = join(folder, 'product');
  const kept = join(root, 'out/engine');
  let other: string;
  beforeAll(() => {
    // Another manifest is another build, whose files may be the same.
    const manifest = `${readFileSync(join(dir, 'engine.json'), 'utf8')}\n`;
    const name = createHash('sha256').update(manifest).digest('hex');
    other = `engine@${name}`;
    cpSync(dir, join(kept, basename(dir)), { recursive: true });
    cpSync(dir, join(kept, name), { recursive: true });
    writeFileSync(join(kept, name, 'engine.json'), manifest);
    writeFileSync(join(kept, 'current.json'), JSON.stringify({ id, dir: join('out/engine', basename(dir)) }));
  });

  test('is found among those that are kept, the current one and an older one', async () => {
    expect((await engineOf(id, root)).id).toBe(id);
    expect((await engineOf(other, root)).id).toBe(other);
  });

  test('that is not here is refused, saying what is needed and where it was looked for', async () => {
    const wanted = `engine@${'a'.repeat(64)}`;
    const refusal = {
      code: 'engine-absent',
      message: expect.stringContaining(wanted),
      hint: expect.stringContaining(join(kept, 'a'.repeat(64))),
    };
    await expect(engineOf(wanted, root)).rejects.toThrow(expect.objectContaining(refusal));
    await expect(engineOf('engine@../../elsewhere', root)).rejects.toThrow(expect.objectContaining({ code: 'engine-absent' }));
  });
});
