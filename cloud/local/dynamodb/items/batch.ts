import { invalid } from '../../wire/error.ts';
import { jsonAction, type Action } from '../../wire/service.ts';
import { project } from '../expressions/projection.ts';
import type { Item } from '../values/attribute-value.ts';
import type { Access } from './access.ts';
import { createMeter, readUnits, type ReturnConsumedCapacity } from './capacity.ts';
import type { Engine } from './engine.ts';
import { changeOf, readWrite, type WriteIntent } from './intent.ts';
import { type GetInput, readGet } from './read.ts';
import { meterWrite } from './write.ts';
import { itemName } from './writer.ts';

const MAX_GETS = 100;
const MAX_WRITES = 25;
/** Answers and requests end at this many bytes; what is left comes back as unprocessed. */
const MAX_BYTES = 16 << 20;

interface BatchGetInput {
  readonly RequestItems: Readonly<
    Record<string, Omit<GetInput, 'TableName' | 'Key'> & { readonly Keys: readonly unknown[]; readonly ConsistentRead?: boolean }>
  >;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

/** BatchGetItem. */
export function batchGetAction(engine: Engine, access: Access): Action {
  return jsonAction<BatchGetInput>((input, call) => {
    const requests = Object.entries(input.RequestItems ?? {});
    const reads = requests.map(([TableName, { Keys, ...rest }]) => ({
      rest,
      intents: Keys.map((Key) => readGet({ ...rest, TableName, Key }, engine.catalogue)),
    }));
    const all = reads.flatMap(({ intents }) => intents);
    if (all.length === 0) throw nothingRequested();
    if (all.length > MAX_GETS) throw invalid('Too many items requested for the BatchGetItem call');
    if (new Set(all.map(({ table, key }) => itemName(table, key))).size < all.length)
      throw invalid('Provided list of item keys contains duplicates');
    for (const { intents } of reads) access.item(call, 'BatchGetItem', intents[0]!.table, intents);

    const meter = createMeter(input.ReturnConsumedCapacity);
    const responses: Record<string, Item[]> = {};
    const unprocessed: Record<string, unknown> = {};
    let bytes = 0;
    for (const { rest, intents } of reads) {
      const name = intents[0]!.table.name;
      responses[name] = [];
      const left: Item[] = [];
      for (const { table, key, keyItem, projection } of intents) {
        const found = engine.store.get(table, key);
        if (found && bytes + found.size > MAX_BYTES) {
          left.push(keyItem);
          continue;
        }
        bytes += found?.size ?? 0;
        meter.read(table, readUnits(found?.size ?? 0, rest.ConsistentRead ? 'strong' : 'eventual'));
        if (found) responses[name].push(project(found.item, projection));
      }
      if (left.length > 0) unprocessed[name] = { ...rest, Keys: left };
    }
    return { Responses: responses, UnprocessedKeys: unprocessed, ...meter.many() };
  });
}

const nothingRequested = (): Error =>
  invalid(
    "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
  );

interface BatchWriteInput {
  readonly RequestItems: Readonly<
    Record<string, readonly { readonly PutRequest?: { readonly Item: unknown }; readonly DeleteRequest?: { readonly Key: unknown } }[]>
  >;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

/** BatchWriteItem: each write by itself, all of them in one durable step. */
export function batchWriteAction(engine: Engine, access: Access): Action {
  return jsonAction<BatchWriteInput>(async (input, call) => {
    const byTable = Object.entries(input.RequestItems ?? {}).map(([TableName, requests]) =>
      requests.map(({ PutRequest: put, DeleteRequest: remove }): WriteIntent => {
        if ((put === undefined) === (remove === undefined))
          throw invalid('Supplied AttributeValue has more than one datatypes set: a write request is one of PutRequest and DeleteRequest');
        return put
          ? readWrite('PutItem', { TableName, Item: put.Item }, engine.catalogue)
          : readWrite('DeleteItem', { TableName, Key: remove!.Key }, engine.catalogue);
      }),
    );
    const intents = byTable.flat();
    if (intents.length === 0) throw nothingRequested();
    if (intents.length > MAX_WRITES) throw invalid('Too many items requested for the BatchWriteItem call');
    if (new Set(intents.map(({ table, key }) => itemName(table, key))).size < intents.length)
      throw invalid('Provided list of item keys contains duplicates');
    for (const group of byTable) if (group[0]) access.item(call, 'BatchWriteItem', group[0].table, group);
    for (const { table, key } of intents) engine.writer.refuseHeld(table, key);

    const changes = intents.map((intent) => changeOf(intent, engine.store.get(intent.table, intent.key)));
    await engine.writer.commit(changes);
    const meter = createMeter(input.ReturnConsumedCapacity);
    for (const change of changes) meterWrite(meter, change, false);
    return { UnprocessedItems: {}, ...meter.many() };
  });
}
