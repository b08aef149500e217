import { describe, expect, it } from 'vitest';
import type { KeptCopy } from '../editor/index.ts';
import { createOutboxStore } from './outbox-store.ts';
import { createRecoveredStore } from './recovered-store.ts';

const own = () => indexedDB;
const ada = () => Promise.resolve('ada');
const ben = () => Promise.resolve('ben');
const edit = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
const room = (): string => `${crypto.randomUUID()}/level/yard`;

describe('unsent edits', () => {
  it('of two windows stand beside one another, and the next window takes over both', async () => {
    const yard = room();
    const [first, second] = [createOutboxStore(own, ada, 'first'), createOutboxStore(own, ada, 'second')];
    await first.save(yard, [edit(1), edit(2)]);
    await second.save(yard, [edit(3)]);
    const third = createOutboxStore(own, ada, 'third');
    expect(await third.load(yard)).toEqual([edit(1), edit(2), edit(3)]);
    expect(await createOutboxStore(own, ada, 'fourth').load(yard)).toEqual([edit(1), edit(2), edit(3)]);
  });

  it('that are saved leave those of other windows alone', async () => {
    const yard = room();
    const [first, second] = [createOutboxStore(own, ada, 'first'), createOutboxStore(own, ada, 'second')];
    await first.save(yard, [edit(1)]);
    await second.save(yard, [edit(2)]);
    await second.save(yard, []);
    expect(await createOutboxStore(own, ada, 'third').load(yard)).toEqual([edit(1)]);
  });

  it('are nobody else’s: neither another person’s nor another room’s', async () => {
    const [yard, other] = [room(), room()];
    await createOutboxStore(own, ada, 'first').save(yard, [edit(1)]);
    expect(await createOutboxStore(own, ben, 'second').load(yard)).toEqual([]);
    expect(await createOutboxStore(own, ada, 'second').load(other)).toEqual([]);
    expect(await createOutboxStore(own, ada, 'second').load(yard)).toEqual([edit(1)]);
  });

  it('where the browser refuses: every call says so', async () => {
    const refuses = createOutboxStore(
      () => {
        throw new DOMException('no storage here', 'SecurityError');
      },
      ada,
      'first',
    );
    await expect(refuses.load('a/project')).rejects.toThrow('no storage here');
    await expect(refuses.save('a/project', [edit(1)])).rejects.toThrow('no storage here');
  });
});

describe('recovered copies', () => {
  it('are there in the next window, until they are dismissed', async () => {
    const project = crypto.randomUUID();
    const copy: KeptCopy = { id: 'c1', project, room: `${project}/level/yard`, file: 'yard.json', message: 'Too big.', text: '{}' };
    await createRecoveredStore(own, ada).add(copy);
    const next = createRecoveredStore(own, ada);
    expect([await next.load(project), await next.load('another')]).toEqual([[copy], []]);
    await next.remove(copy);
    expect(await next.load(project)).toEqual([]);
  });
});
