import { jsonAction, type Action } from '../../wire/service.ts';
import { openPlaceholders } from '../expressions/placeholders.ts';
import { parseProjection, project, type Projection } from '../expressions/projection.ts';
import type { Catalogue, Table } from '../tables/catalogue.ts';
import { givenKey, type StoredKey } from '../tables/key.ts';
import type { Item } from '../values/attribute-value.ts';
import { checkMap } from '../values/check.ts';
import type { Access } from './access.ts';
import { createMeter, readUnits, type ReturnConsumedCapacity } from './capacity.ts';
import type { Engine } from './engine.ts';
import { refuseLegacy } from './intent.ts';

export interface GetInput {
  readonly TableName: string;
  readonly Key?: unknown;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
}

/** A parsed GetItem, also within a batch or a transaction. */
export interface ReadIntent {
  readonly table: Table;
  readonly key: StoredKey;
  readonly keyItem: Item;
  readonly projection: Projection | undefined;
  /** Top-level attributes that the request asks for by name. */
  readonly attributes: readonly string[];
}

export function readGet(input: GetInput, catalogue: Catalogue): ReadIntent {
  refuseLegacy(input);
  const table = catalogue.table(input.TableName);
  const projection = readProjection(input);
  const keyItem = checkMap(input.Key);
  return { table, key: givenKey(table, keyItem), keyItem, projection, attributes: (projection ?? []).map(([name]) => name as string) };
}

export function readProjection(input: Pick<GetInput, 'ProjectionExpression' | 'ExpressionAttributeNames'>): Projection | undefined {
  const placeholders = openPlaceholders(input.ExpressionAttributeNames, undefined);
  const projection = input.ProjectionExpression === undefined ? undefined : parseProjection(input.ProjectionExpression, placeholders);
  placeholders.finish();
  return projection;
}

/** GetItem. */
export function getAction(engine: Engine, access: Access): Action {
  return jsonAction<GetInput & { readonly ConsistentRead?: boolean; readonly ReturnConsumedCapacity?: ReturnConsumedCapacity }>(
    (input, call) => {
      const intent = readGet(input, engine.catalogue);
      const { table, key, projection } = intent;
      access.item(call, 'GetItem', table, [intent]);
      const found = engine.store.get(table, key);
      const meter = createMeter(input.ReturnConsumedCapacity);
      meter.read(table, readUnits(found?.size ?? 0, input.ConsistentRead ? 'strong' : 'eventual'));
      return { ...(found && { Item: project(found.item, projection) }), ...meter.one() };
    },
  );
}
