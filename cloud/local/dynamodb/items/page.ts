import { invalid } from '../../wire/error.ts';
import { jsonAction, type Action } from '../../wire/service.ts';
import { type Condition, parseCondition } from '../expressions/condition.ts';
import { evaluate } from '../expressions/evaluate.ts';
import { keyRange } from '../expressions/key-condition.ts';
import { openPlaceholders } from '../expressions/placeholders.ts';
import { parseProjection, project, type Projection } from '../expressions/projection.ts';
import type { Table } from '../tables/catalogue.ts';
import { type IndexDefinition, indexOf } from '../tables/definition.ts';
import { indexKey, itemKey, keyNames } from '../tables/key.ts';
import type { Item } from '../values/attribute-value.ts';
import { checkMap } from '../values/check.ts';
import { itemSize } from '../values/size.ts';
import type { Access } from './access.ts';
import { createMeter, readUnits, type ReturnConsumedCapacity } from './capacity.ts';
import type { Engine } from './engine.ts';
import { refuseLegacy } from './intent.ts';
import type { Range, StoredItem } from './store.ts';

/** A page ends after this many bytes of items, before any filter. */
const PAGE_BYTES = 1 << 20;

interface PageInput {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: unknown;
  readonly ExclusiveStartKey?: unknown;
  readonly Limit?: number;
  readonly Select?: 'ALL_ATTRIBUTES' | 'ALL_PROJECTED_ATTRIBUTES' | 'SPECIFIC_ATTRIBUTES' | 'COUNT';
  readonly ScanIndexForward?: boolean;
  readonly ConsistentRead?: boolean;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly Segment?: number;
  readonly TotalSegments?: number;
}

/** What to read and how to show it. */
interface Page {
  readonly table: Table;
  readonly index: IndexDefinition | undefined;
  readonly range: Range;
  readonly filter: Condition | undefined;
  readonly projection: Projection | undefined;
}

/** Query. */
export function queryAction(engine: Engine, access: Access): Action {
  return jsonAction<PageInput>((input, call) => {
    const { table, index } = source(input, engine);
    const placeholders = openPlaceholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
    if (input.KeyConditionExpression === undefined)
      throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
    const condition = parseCondition('KeyConditionExpression', input.KeyConditionExpression, placeholders);
    const { hashValue, ...bounds } = keyRange(condition, index ?? table.key, table.attributes);
    const page = finishPage(input, table, index, { ...bounds, backward: input.ScanIndexForward === false }, placeholders);
    if (page.filter) refuseKeys(page.filter, index ?? table.key);
    const { after } = page.range;
    if (after && Buffer.compare(after.hash, bounds.hash) !== 0)
      throw invalid('The provided starting key is outside query boundaries based on provided conditions');
    access.partition(call, 'Query', table, input.IndexName, hashValue, placeholders.attributes);
    return answer(engine, input, page);
  });
}

/** Scan. */
export function scanAction(engine: Engine, access: Access): Action {
  return jsonAction<PageInput>((input, call) => {
    const { table, index } = source(input, engine);
    const placeholders = openPlaceholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
    const { Segment: segment, TotalSegments: of } = input;
    if ((segment === undefined) !== (of === undefined) || (segment !== undefined && !(segment >= 0 && segment < of!))) {
      throw invalid('Segment and TotalSegments must be given together, with 0 <= Segment < TotalSegments');
    }
    const range = { backward: false, ...(segment !== undefined && { segment: { index: segment, of: of! } }) };
    const page = finishPage(input, table, index, range, placeholders);
    access.whole(call, 'Scan', table, input.IndexName, placeholders.attributes);
    return answer(engine, input, page);
  });
}

function source(input: PageInput, engine: Engine): Pick<Page, 'table' | 'index'> {
  refuseLegacy(input);
  const table = engine.catalogue.table(input.TableName);
  const index = input.IndexName === undefined ? undefined : indexOf(table, input.IndexName);
  if (index?.kind === 'global' && input.ConsistentRead) throw invalid('Consistent reads are not supported on global secondary indexes');
  if (input.Limit !== undefined && !(input.Limit >= 1))
    throw invalid(
      `1 validation error detected: Value '${input.Limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  return { table, index };
}

function finishPage(
  input: PageInput,
  table: Table,
  index: IndexDefinition | undefined,
  range: Range,
  placeholders: ReturnType<typeof openPlaceholders>,
): Page {
  const filter =
    input.FilterExpression === undefined ? undefined : parseCondition('FilterExpression', input.FilterExpression, placeholders);
  const projection = input.ProjectionExpression === undefined ? undefined : parseProjection(input.ProjectionExpression, placeholders);
  placeholders.finish();
  if (projection && input.Select !== undefined && input.Select !== 'SPECIFIC_ATTRIBUTES')
    throw invalid(`Cannot specify the ProjectionExpression when choosing to get ${input.Select}`);
  if (input.Select === 'ALL_ATTRIBUTES' && index?.kind === 'global' && index.projection !== 'ALL') {
    throw invalid(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  }
  if (input.Select === 'SPECIFIC_ATTRIBUTES' && !projection)
    throw invalid('Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES');
  if (input.Select === 'ALL_PROJECTED_ATTRIBUTES' && !index)
    throw invalid('One or more parameter values were invalid: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  const after = input.ExclusiveStartKey === undefined ? undefined : startKey(checkMap(input.ExclusiveStartKey), table, index);
  return { table, index, filter, projection, range: { ...range, ...(after && { after }) } };
}

function startKey(key: Item, table: Table, index: IndexDefinition | undefined): NonNullable<Range['after']> {
  const wanted = new Set([...keyNames(table.key), ...(index ? keyNames(index) : [])]);
  if (Object.keys(key).length !== wanted.size || ![...wanted].every((name) => key[name]))
    throw invalid('The provided starting key is invalid');
  const item = itemKey(table, key);
  return index ? { ...indexKey(table, index, key)!, item } : item;
}

function answer(engine: Engine, input: PageInput, page: Page): Record<string, unknown> {
  const items: Item[] = [];
  let count = 0;
  let scanned = 0;
  let bytes = 0;
  let last: Item | undefined;
  for (const stored of engine.store.read(page.table, page.index?.name, page.range)) {
    const { item, size } = visible(stored, page);
    scanned++;
    bytes += size;
    if (!page.filter || evaluate(page.filter, item)) {
      count++;
      if (input.Select !== 'COUNT') items.push(project(item, page.projection));
    }
    if (scanned === input.Limit || bytes > PAGE_BYTES) {
      last = lastKey(stored.item, page);
      break;
    }
  }
  const meter = createMeter(input.ReturnConsumedCapacity);
  meter.read(page.table, readUnits(bytes, input.ConsistentRead ? 'strong' : 'eventual'), page.index?.name);
  return {
    ...(input.Select !== 'COUNT' && { Items: items }),
    Count: count,
    ScannedCount: scanned,
    ...(last && { LastEvaluatedKey: last }),
    ...meter.one(),
  };
}

/** What the index shows of the item; a local index reads the rest from the table. */
function visible(stored: StoredItem, { table, index }: Page): StoredItem {
  if (!index || index.kind === 'local' || index.projection === 'ALL') return stored;
  const names = new Set([...keyNames(table.key), ...keyNames(index), ...index.included]);
  const item = Object.fromEntries(Object.entries(stored.item).filter(([name]) => names.has(name)));
  return { item, size: itemSize(item) };
}

function lastKey(item: Item, { table, index }: Page): Item {
  const names = [...keyNames(table.key), ...(index ? keyNames(index) : [])];
  return Object.fromEntries(names.map((name) => [name, item[name]!]));
}

function refuseKeys(filter: Condition, schema: { readonly hash: string; readonly range?: string }): void {
  for (const name of attributesOf(filter)) {
    if (name === schema.hash || name === schema.range)
      throw invalid(`Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`);
  }
}

function attributesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(attributesOf);
  if (typeof value !== 'object' || value === null) return [];
  if ('path' in value && Array.isArray(value.path)) return [value.path[0] as string];
  return Object.entries(value).flatMap(([name, child]) => (name === 'value' ? [] : attributesOf(child)));
}
