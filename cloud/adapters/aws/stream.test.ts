import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LedgerError } from '../../../engine/kernel/error.ts';
import { inOrder, type StreamRecord } from './stream.ts';

const record = (tenant: string, n: number): StreamRecord => ({
  eventID: String(n),
  eventName: 'MODIFY',
  dynamodb: { SequenceNumber: String(n), Keys: { pk: { S: `TENANT#${tenant}#SESSION#s` }, sk: { S: 'HEAD' } } },
});
const failing = (name: string) => Object.assign(new Error('no key'), { name });

describe('records of the table’s stream', () => {
  const Records = [record('demo', 1), record('gone', 2), record('acme', 3)];
  const isErased = async (tenant: string): Promise<boolean> => tenant === 'gone';
  const heard: string[] = [];
  beforeEach(() => {
    heard.length = 0;
    vi.spyOn(console, 'log').mockImplementation(() => {});
  });
  const failingOfGone =
    (error: Error) =>
    async ({ eventID, dynamodb: { Keys } }: StreamRecord): Promise<void> => {
      if (Keys['pk']!.S!.includes('gone')) throw error;
      heard.push(eventID);
    };

  it.each([
    failing('KMSInvalidStateException'),
    failing('KMS.KMSInvalidStateException'),
    failing('NotFoundException'),
    new LedgerError({ code: 'session-unknown', message: 'no key' }),
  ])('that an erased tenant left behind hold up nobody and leave no letter: %s', async (error) => {
    expect(await inOrder({ Records }, failingOfGone(error), { system: 'audit', isErased })).toEqual({ batchItemFailures: [] });
    expect(heard).toEqual(['1', '3']);
    await expect(inOrder({ Records, aloud: true }, failingOfGone(error), { system: 'audit', isErased })).rejects.toThrow('no key');
  });

  it('are delivered again from the one on that fails for a reason of the moment: a key that is not there yet, a table that is away', async () => {
    const again = { batchItemFailures: [{ itemIdentifier: '2' }] };
    expect(
      await inOrder({ Records }, failingOfGone(failing('NotFoundException')), { system: 'audit', isErased: async () => false }),
    ).toEqual(again);
    expect(await inOrder({ Records }, failingOfGone(failing('TimeoutError')), { system: 'audit', isErased })).toEqual(again);
    expect(heard).toEqual(['1', '1']);
  });
});
