import { invalid, unsupported } from '../../wire/error.ts';
import { applyUpdate } from '../expressions/apply-update.ts';
import { type Condition, parseCondition } from '../expressions/condition.ts';
import { evaluate } from '../expressions/evaluate.ts';
import { openPlaceholders, type Placeholders } from '../expressions/placeholders.ts';
import { parseUpdate, touchedPaths, type Update } from '../expressions/update.ts';
import type { Path } from '../expressions/path.ts';
import type { Catalogue, Table } from '../tables/catalogue.ts';
import { givenKey, itemKey, keyNames, type StoredKey } from '../tables/key.ts';
import type { Item } from '../values/attribute-value.ts';
import { checkMap } from '../values/check.ts';
import { sized, type Change, type StoredItem } from './store.ts';

export type WriteAction = 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheckItem';

/** The members that all write requests share. */
export interface WriteInput {
  readonly TableName: string;
  readonly Item?: unknown;
  readonly Key?: unknown;
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: unknown;
  readonly ReturnValuesOnConditionCheckFailure?: 'NONE' | 'ALL_OLD';
}

/** A parsed and checked write that has not been carried out. */
export interface WriteIntent {
  readonly action: WriteAction;
  readonly table: Table;
  readonly key: StoredKey;
  /** The key's attributes. */
  readonly keyItem: Item;
  /** Top-level attributes that the request writes or names in its expressions. */
  readonly attributes: readonly string[];
  readonly condition: Condition | undefined;
  readonly returnOldOnFailure: boolean;
  /** Paths that an update writes. */
  readonly touched: readonly Path[];
  /** The item after the write, given the one before; undefined deletes. */
  next(before: StoredItem | undefined): StoredItem | undefined;
}

/** Parameters from before there were expressions. */
const LEGACY = ['AttributeUpdates', 'Expected', 'ConditionalOperator', 'AttributesToGet', 'KeyConditions', 'QueryFilter', 'ScanFilter'];

/** Refuses the parameters that expressions have replaced. */
export function refuseLegacy(input: object): void {
  const found = LEGACY.find((name) => name in input);
  if (found) throw unsupported('dynamodb', `the legacy parameter ${found}`);
}

/** Reads a write request. Throws ValidationException for whatever AWS would refuse before looking at the item. */
export function readWrite(action: WriteAction, input: WriteInput, catalogue: Catalogue): WriteIntent {
  refuseLegacy(input);
  const table = catalogue.table(input.TableName);
  const placeholders = openPlaceholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const condition =
    input.ConditionExpression === undefined ? undefined : parseCondition('ConditionExpression', input.ConditionExpression, placeholders);
  if (action === 'ConditionCheckItem' && !condition) throw invalid('A ConditionCheck needs a ConditionExpression');
  const common = { action, table, condition, returnOldOnFailure: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD', touched: [] };

  if (action === 'PutItem') {
    placeholders.finish();
    const after = sized(checkMap(input.Item));
    return {
      ...common,
      key: itemKey(table, after.item),
      keyItem: Object.fromEntries(keyNames(table.key).map((name) => [name, after.item[name]!])),
      attributes: [...Object.keys(after.item), ...placeholders.attributes],
      next: () => after,
    };
  }
  const keyItem = checkMap(input.Key);
  const key = givenKey(table, keyItem);
  if (action === 'UpdateItem') {
    const update = readUpdate(input.UpdateExpression, table, placeholders);
    placeholders.finish();
    return {
      ...common,
      key,
      keyItem,
      attributes: [...placeholders.attributes],
      touched: update ? touchedPaths(update) : [],
      next: (before) => updated(update, keyItem, before),
    };
  }
  placeholders.finish();
  return {
    ...common,
    key,
    keyItem,
    attributes: [...placeholders.attributes],
    next: (before) => (action === 'DeleteItem' ? undefined : before),
  };
}

function readUpdate(expression: string | undefined, table: Table, placeholders: Placeholders): Update | undefined {
  if (expression === undefined) return undefined;
  const update = parseUpdate(expression, placeholders);
  const keys = new Set(keyNames(table.key));
  for (const [name] of touchedPaths(update)) {
    if (keys.has(name as string))
      throw invalid(`One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`);
  }
  return update;
}

function updated(update: Update | undefined, keyItem: Item, before: StoredItem | undefined): StoredItem | undefined {
  const base = before?.item ?? keyItem;
  const after = update ? applyUpdate(update, base) : base;
  const onlyTakesAway = update !== undefined && update.set.length === 0 && update.add.length === 0;
  if (!before && onlyTakesAway) return undefined;
  return sized(after, 'Item size to update');
}

/** Whether the write may happen to the item as it is. */
export function conditionHolds(intent: WriteIntent, before: StoredItem | undefined): boolean {
  return !intent.condition || evaluate(intent.condition, before?.item ?? {});
}

/** The change that the write makes to the item as it is. */
export function changeOf(intent: WriteIntent, before: StoredItem | undefined): Change {
  return { table: intent.table, key: intent.key, before, after: intent.next(before) };
}
