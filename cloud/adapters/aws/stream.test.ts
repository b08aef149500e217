import { describe, expect, it, vi } from 'vitest';
import { inOrder, type StreamRecord } from './stream.ts';

const record = (tenant: string, n: number): StreamRecord => ({
  eventID: String(n),
  eventName: 'MODIFY',
  dynamodb: { SequenceNumber: String(n), Keys: { pk: { S: `TENANT#${tenant}#SESSION#s` }, sk: { S: 'HEAD' } } },
});
const failing = (name: string) => Object.assign(new Error('no key'), { name });

describe('records of the table’s stream', () => {
  it.each(['KMSInvalidStateException', 'KMS.KMSInvalidStateException', 'NotFoundException'])(
    'of a tenant whose keys are destroyed (%s) hold up nobody',
    async (name) => {
      vi.spyOn(console, 'log').mockImplementation(() => {});
      const heard: string[] = [];
      const handle = async ({ eventID, dynamodb: { Keys } }: StreamRecord): Promise<void> => {
        if (Keys['pk']!.S!.includes('gone')) throw failing(name);
        heard.push(eventID);
      };
      const Records = [record('demo', 1), record('gone', 2), record('acme', 3)];
      expect(await inOrder({ Records }, handle, 'audit')).toEqual({ batchItemFailures: [] });
      expect(heard).toEqual(['1', '3']);
      await expect(inOrder({ Records, aloud: true }, handle, 'audit')).rejects.toThrow('no key');
    },
  );

  it('after one that fails for a reason of the moment are delivered again, from that one on', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {});
    const Records = [record('demo', 1), record('demo', 2), record('acme', 3)];
    const handle = async ({ eventID }: StreamRecord): Promise<void> => {
      if (eventID === '2') throw failing('DisabledException');
    };
    expect(await inOrder({ Records }, handle, 'audit')).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
  });
});
