import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { expectNew, expectWritable, writeNamed, writeNew } from './named-file.ts';

const root = mkdtempSync(join(tmpdir(), 'lq-named-file-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const taken = join(root, 'taken');
writeFileSync(taken, 'mine');

const refused = (code: string, message: string) => expect.objectContaining({ code, message });
async function* lines(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

describe('a file that somebody names', () => {
  test.each<[string, string, string]>([
    ['in a folder that is not there', join(root, 'gone', 'x'), `there is no folder ${join(root, 'gone')}.`],
    ['inside a file', join(taken, 'x'), `${taken} is not a folder.`],
    ['that is a folder', root, 'it is a folder.'],
    ['with too long a name', join(root, 'x'.repeat(300)), 'the name is too long for this disk.'],
  ])('%s is refused in a sentence, before and when it is written', (_, path, why) => {
    const sentence = refused('file-unwritable', `Cannot write ${path}: ${why}`);
    expect(() => expectWritable(path)).toThrow(sentence);
    expect(() => writeNamed(path, new Uint8Array(1))).toThrow(sentence);
  });

  test.runIf(existsSync('/dev/full'))('on a full disk is refused in a sentence', () => {
    expect(() => writeNamed('/dev/full', new Uint8Array(1))).toThrow(
      refused('file-unwritable', 'Cannot write /dev/full: the disk is full.'),
    );
  });

  test('and that is to be new is written over nothing, for this person alone', async () => {
    const path = join(root, 'new');
    await writeNew(path, lines('a\n', 'b\n'));
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['a\nb\n', 0o600]);
    expect(() => expectNew(path)).toThrow(refused('file-exists', `${path} is there already.`));
    await expect(writeNew(taken, [new Uint8Array(1)])).rejects.toThrow(refused('file-exists', `${taken} is there already.`));
    expect(readFileSync(taken, 'utf8')).toBe('mine');
  });

  test('leaves nothing behind when what goes into it fails', async () => {
    const path = join(root, 'half');
    const failure = new Error('gone');
    const half = async function* half(): AsyncGenerator<string> {
      yield 'a';
      await Promise.reject(failure);
    };
    await expect(writeNew(path, half())).rejects.toBe(failure);
    expect(existsSync(path)).toBe(false);
  });
});
