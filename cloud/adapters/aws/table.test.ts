import { ConditionalCheckFailedException, TransactionConflictException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { Table } from './table.ts';

const metadata = { $metadata: {}, message: 'no' };

/** A table whose calls end as a test lists: an error that is thrown, or an answer. */
function scripted(...endings: unknown[]) {
  const sent: Record<string, unknown>[] = [];
  const client = {
    async send({ input }: { input: Record<string, unknown> }): Promise<unknown> {
      sent.push(input);
      const ending = endings.shift() ?? {};
      if (ending instanceof Error) throw ending;
      return ending;
    },
  };
  return { table: new Table(client as unknown as DynamoDBClient, 'ledgerquest'), sent };
}
const change = { key: { pk: 'p', sk: 's' }, set: { loop: 'idle' }, when: { cmdSeq: 3 } };

describe('a write', () => {
  it('that meets a transaction waits until it has passed', async () => {
    const conflict = () => new TransactionConflictException(metadata);
    const { table, sent } = scripted(conflict(), conflict(), conflict(), {});
    expect(await table.update(change)).toEqual({ ok: true });
    expect(sent).toHaveLength(4);
    expect(sent[3]).toEqual(sent[0]);
  });

  it('gives up when transactions never end', async () => {
    const { table } = scripted(...Array.from({ length: 40 }, () => new TransactionConflictException(metadata)));
    await expect(table.update(change)).rejects.toBeInstanceOf(TransactionConflictException);
  });

  it('whose condition does not hold is told what stands there, and is not tried again', async () => {
    const { table, sent } = scripted(new ConditionalCheckFailedException({ ...metadata, Item: { cmdSeq: { N: '4' } } }));
    expect(await table.update(change)).toEqual({ ok: false, item: { cmdSeq: 4 } });
    expect(sent).toHaveLength(1);
  });

  it('is one expression of what to set, to add, to remove and what must hold', async () => {
    const { table, sent } = scripted();
    await table.update({
      key: change.key,
      set: { a: 1, b: undefined },
      add: { n: 2 },
      remove: ['old'],
      when: { v: 7 },
      below: { last: 5 },
      isNew: true,
    });
    expect(sent[0]).toMatchObject({
      UpdateExpression: 'SET #a = :s_a ADD #n :a_n REMOVE #old',
      ConditionExpression: '#v = :w_v AND (attribute_not_exists(#last) OR #last < :b_last) AND attribute_not_exists(#pk)',
      ExpressionAttributeValues: { ':s_a': { N: '1' }, ':a_n': { N: '2' }, ':w_v': { N: '7' }, ':b_last': { N: '5' } },
    });
  });
});
