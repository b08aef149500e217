import { AwsError, invalid } from '../../wire/error.ts';
import { jsonAction, type Action } from '../../wire/service.ts';
import { project } from '../expressions/projection.ts';
import type { Item } from '../values/attribute-value.ts';
import { type Access } from './access.ts';
import { createMeter, type Meter, type ReturnConsumedCapacity, writeUnits } from './capacity.ts';
import { changeOf, conditionHolds, readWrite, type WriteAction, type WriteInput } from './intent.ts';
import type { Engine } from './engine.ts';
import type { Change } from './store.ts';
import { indexKey } from '../tables/key.ts';

type ReturnValues = 'NONE' | 'ALL_OLD' | 'UPDATED_OLD' | 'ALL_NEW' | 'UPDATED_NEW';

interface SingleWriteInput extends WriteInput {
  readonly ReturnValues?: ReturnValues;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

/** PutItem, UpdateItem and DeleteItem. */
export function writeAction(action: Exclude<WriteAction, 'ConditionCheckItem'>, engine: Engine, access: Access): Action {
  return jsonAction<SingleWriteInput>(async (input, call) => {
    const intent = readWrite(action, input, engine.catalogue);
    const wanted = input.ReturnValues ?? 'NONE';
    if (action !== 'UpdateItem' && wanted !== 'NONE' && wanted !== 'ALL_OLD') throw invalid('ReturnValues can only be ALL_OLD or NONE');
    access.item(call, action, intent.table, [intent]);
    engine.writer.refuseHeld(intent.table, intent.key);

    const before = engine.store.get(intent.table, intent.key);
    if (!conditionHolds(intent, before)) throw conditionFailed(intent.returnOldOnFailure ? before?.item : undefined);
    const change = changeOf(intent, before);
    await engine.writer.commit([change]);

    const meter = createMeter(input.ReturnConsumedCapacity);
    meterWrite(meter, change, false);
    const attributes = returned(wanted, change, (item) => project(item, intent.touched));
    return { ...(attributes && Object.keys(attributes).length > 0 && { Attributes: attributes }), ...meter.one() };
  });
}

function returned(wanted: ReturnValues, { before, after }: Change, touched: (item: Item) => Item): Item | undefined {
  switch (wanted) {
    case 'NONE':
      return undefined;
    case 'ALL_OLD':
      return before?.item;
    case 'ALL_NEW':
      return after?.item;
    case 'UPDATED_OLD':
      return before && touched(before.item);
    case 'UPDATED_NEW':
      return after && touched(after.item);
  }
}

/** The refusal of a write whose condition does not hold, with the item as it is where that was asked for. */
export function conditionFailed(item: Item | undefined): AwsError {
  return new AwsError('ConditionalCheckFailedException', 'The conditional request failed', 400, item ? { Item: item } : {});
}

/** Counts a write on the table and on each index that it changes. */
export function meterWrite(meter: Meter, change: Change, transactional: boolean): void {
  const units = writeUnits(change, transactional);
  meter.write(change.table, units);
  for (const index of change.table.indexes) {
    const [old, next] = [change.before, change.after].map((stored) => stored && indexKey(change.table, index, stored.item));
    if (old || next) meter.write(change.table, units, index.name);
  }
}
