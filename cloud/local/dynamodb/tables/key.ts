import { invalid } from '../../wire/error.ts';
import { type AttributeMap, type AttributeValue, type Item, typeOf } from '../values/attribute-value.ts';
import { sortableBytes } from '../values/compare.ts';
import type { KeySchema, TableDefinition } from './definition.ts';

/** A key as stored: bytes in the order of DynamoDB; `range` is empty where the schema has none. */
export interface StoredKey {
  readonly hash: Uint8Array;
  readonly range: Uint8Array;
}

const MAX_HASH = 2048;
const MAX_RANGE = 1024;
const NOTHING = new Uint8Array();

export function keyNames(schema: KeySchema): string[] {
  return schema.range === undefined ? [schema.hash] : [schema.hash, schema.range];
}

/** The key of an item to be stored; throws ValidationException where a part is missing, empty, too long or of the wrong type. */
export function itemKey(table: TableDefinition, item: Item): StoredKey {
  return {
    hash: part(table, table.key.hash, item[table.key.hash], MAX_HASH),
    range: table.key.range === undefined ? NOTHING : part(table, table.key.range, item[table.key.range], MAX_RANGE),
  };
}

/** The key given as a Key parameter: these attributes and no others. */
export function givenKey(table: TableDefinition, key: AttributeMap): StoredKey {
  const names = keyNames(table.key);
  if (Object.keys(key).length !== names.length || !names.every((name) => key[name]))
    throw invalid('The provided key element does not match the schema');
  for (const name of names) {
    if (typeOf(key[name]!) !== table.attributes[name]) throw invalid('The provided key element does not match the schema');
  }
  return itemKey(table, key);
}

/** The item's key in an index, or undefined where it lacks an attribute; throws where one has the wrong type. */
export function indexKey(table: TableDefinition, schema: KeySchema & { readonly name: string }, item: Item): StoredKey | undefined {
  for (const name of keyNames(schema)) {
    const value = item[name];
    if (value === undefined) return undefined;
    if (typeOf(value) !== table.attributes[name]) {
      throw invalid(
        `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${table.attributes[name]} Actual: ${typeOf(value)} IndexName: ${schema.name}`,
      );
    }
  }
  return {
    hash: part(table, schema.hash, item[schema.hash], MAX_HASH),
    range: schema.range === undefined ? NOTHING : part(table, schema.range, item[schema.range], MAX_RANGE),
  };
}

function part(table: TableDefinition, name: string, value: AttributeValue | undefined, limit: number): Uint8Array {
  if (value === undefined) throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
  const expected = table.attributes[name]!;
  if (typeOf(value) !== expected)
    throw invalid(
      `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${expected} actual: ${typeOf(value)}`,
    );
  const bytes = sortableBytes(value)!;
  if (bytes.length === 0) {
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${expected === 'B' ? 'binary' : 'string'} value. Key: ${name}`,
    );
  }
  if (bytes.length > limit)
    throw invalid(
      limit === MAX_HASH
        ? // Without the space, as AWS says it.
          `One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of${limit} bytes`
        : `One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of ${limit} bytes`,
    );
  return bytes;
}

/** The value of a key attribute as a condition key such as `dynamodb:LeadingKeys` shows it. */
export function keyText(value: AttributeValue): string {
  return String(Object.values(value)[0]);
}
