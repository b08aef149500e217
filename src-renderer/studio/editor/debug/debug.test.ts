/** Debugging from the editor, on the real engine with Supply chain. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensureScriptingWasm } from '../../../../build/wasm/ensure.ts';
import { openEngine } from '../../../../engine/run/index.ts';
import { stripTypes } from '../../../../src-main/services/engine/strip.ts';
import { createTestStudio, type TestEditor, type TestStudio } from '../../testing/test-editor.ts';
import { createBreakpoints } from './breakpoints.ts';
import { framesAt, valueAt } from './walk.ts';

const sample = 'samples/supply-chain';
const files = Object.fromEntries(
  readdirSync(sample, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|ts)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(sample, path), readFileSync(path, 'utf8')]),
);
const script = 'scripts/beer-game.ts';
const lineOf = (text: string): number => 1 + files[script]!.split('\n').findIndex((line) => line.includes(text));

let kept: Record<string, unknown>;
let studio: TestStudio;
let ada: TestEditor;
beforeEach(async () => {
  kept = {};
  studio = createTestStudio({
    templates: { 'supply-chain': files },
    kept,
    strip: (source, path) => stripTypes(source, path),
    build: () => openEngine({ wasm: { quickjs: ensureScriptingWasm().wasm } }),
  });
  ada = await studio.join('Ada');
  await ada.start();
  ada.preview.pause();
  await ada.until(() => ada.preview.current.get()?.state === 'finished');
});
afterEach(() => ada.dispose());

const session = () => ada.debug.session.get();
const at = (): [tick: number, line: number] => {
  const { trace, step, tick } = session()!;
  return [tick, framesAt(trace!, step)[0]!.line];
};
const stopped = () => ada.until(() => session()?.looking === false);

describe('debugging', () => {
  test('at the shown tick stops at its first breakpoint, without one at its first statement', async () => {
    ada.preview.seek(7);
    await ada.press('F5');
    await stopped();
    expect(at()).toEqual([7, lineOf('const week')]);
    ada.debug.stop();
    ada.debug.breakpoints.toggle(script, lineOf('Stage.inventory += arriving'));
    await ada.press('F5');
    await stopped();
    expect(at()).toEqual([7, lineOf('Stage.inventory += arriving')]);
    expect(ada.preview.transport.get()).toMatchObject({ tick: 7, state: 'paused' });
  });

  test('steps forwards and backwards, out of a tick into the next', async () => {
    ada.preview.seek(7);
    await ada.press('F5');
    await stopped();
    await ada.press('F10');
    expect(at()[1]).toBe(lineOf('const stages'));
    await ada.press('F11');
    expect(at()[1]).toBe(lineOf('const stages'));
    await ada.press('Shift+F11');
    expect(at()[1]).toBe(lineOf('const last'));
    await ada.press('Shift+F10');
    await ada.press('Shift+F10');
    expect(at()).toEqual([7, lineOf('const week')]);
    await ada.press('Shift+F10');
    await stopped();
    expect(at()[0]).toBe(6);
    expect(ada.preview.transport.get().tick).toBe(6);
    await ada.press('F11');
    await stopped();
    expect(at()).toEqual([7, lineOf('const week')]);
  });

  test('goes from breakpoint to breakpoint through the whole run, both ways, and says where there is none', async () => {
    const line = lineOf('wishes.clear()');
    ada.debug.breakpoints.set(script, line, 'week % 15 === 0');
    ada.preview.stop();
    await ada.press('F5');
    await stopped();
    expect(at()).toEqual([15, line]);
    await ada.press('F5');
    await stopped();
    expect(at()).toEqual([30, line]);
    await ada.press('F5');
    await stopped();
    expect([at(), session()!.note]).toEqual([[30, line], 'no-next']);
    await ada.press('Shift+F5');
    await stopped();
    expect(at()).toEqual([15, line]);
    await ada.press('Shift+F5');
    await stopped();
    expect([at(), session()!.note]).toEqual([[15, line], 'no-previous']);
    expect(valueAt(session()!.trace!, session()!.step, 'week')).toBe('15');
  });

  test('takes a breakpoint that is set meanwhile, and says what is wrong with a condition', async () => {
    ada.preview.seek(9);
    await ada.press('F5');
    await stopped();
    ada.debug.breakpoints.set(script, lineOf('wishes.clear()'), 'weeks > 3');
    await ada.until(() => session()!.problems.length > 0);
    expect(session()!.problems).toEqual([{ line: lineOf('wishes.clear()'), message: 'There is no variable weeks here.' }]);
    ada.debug.breakpoints.set(script, lineOf('wishes.clear()'), 'week > 3');
    await ada.until(() => session()!.problems.length === 0);
    await ada.press('F5');
    expect(at()).toEqual([9, lineOf('wishes.clear()')]);
  });

  test('runs first what stands there, and ends with the run that it is about', async () => {
    ada.project.get()?.edit('Rename', [{ path: ['parameters', 'beta', 'default'], value: 0.5 }]);
    await ada.until(() => ada.preview.stale.get());
    const before = ada.preview.current.get()?.id;
    await ada.press('F5');
    await stopped();
    expect(ada.preview.current.get()?.id).not.toBe(before);
    expect(session()!.run).toBe(ada.preview.current.get()?.id);
    await ada.preview.run();
    expect(session()).toBeUndefined();
  });

  test('changes nothing of the run', async () => {
    const before = ada.preview.current.get();
    ada.preview.seek(20);
    await ada.press('F5');
    await stopped();
    await ada.press('F10');
    await ada.press('Ctrl+F5');
    expect(session()).toBeUndefined();
    expect(ada.preview.current.get()).toBe(before);
    expect(ada.preview.runs.get().map(({ id }) => id)).toEqual([before?.id]);
  });
});

describe('breakpoints', () => {
  test('are kept for the project, by script, each line once', async () => {
    const { breakpoints } = ada.debug;
    breakpoints.toggle(script, 9);
    breakpoints.set(script, 4, ' week > 2 ');
    breakpoints.toggle('scripts/other.ts', 1);
    breakpoints.replace(script, [{ line: 5, condition: 'a' }, { line: 9 }, { line: 9, condition: 'b' }]);
    const again = createBreakpoints({ read: (key) => structuredClone(kept[key]), write: () => {} });
    again.open(ada.project.get()!.id);
    expect(again.of(script)).toEqual([{ line: 5, condition: 'a' }, { line: 9 }]);
    breakpoints.toggle(script, 9);
    expect(breakpoints.of(script)).toEqual([{ line: 5, condition: 'a' }]);
  });

  test('that were stored as something else are left out', () => {
    const stored = { a: [{ line: 1 }, { line: 0 }, { line: 'x' }, null, { line: 3, condition: 7 }], b: 'none' };
    const breakpoints = createBreakpoints({ read: () => stored, write: () => {} });
    breakpoints.open('p');
    expect(breakpoints.all.get()).toEqual({ a: [{ line: 1 }, { line: 3 }] });
  });
});
