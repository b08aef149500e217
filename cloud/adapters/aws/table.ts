import {
  ConditionalCheckFailedException,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  DeleteItemCommand,
  type AttributeValue,
  type ConsumedCapacity,
  type DynamoDBClient,
  type Update,
} from '@aws-sdk/client-dynamodb';
import { systemHost } from './host.ts';
import { conflictAttempts, jitter } from './jitter.ts';
import { marshall, unmarshall, type NativeAttributeValue } from '@aws-sdk/util-dynamodb';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}
export type Item = Record<string, NativeAttributeValue>;

/** An item has a value that no part of the product writes and that JavaScript has not: a number beyond all others. */
export class UnreadableItem extends RangeError {
  override readonly name = 'UnreadableItem';
}

/** An item, or an image of it in the stream, as values. @throws UnreadableItem */
export function readItem(image: Record<string, AttributeValue>): Item {
  try {
    return unmarshall(image);
  } catch (error) {
    throw new UnreadableItem('it holds a number that is too large', { cause: error });
  }
}

/** The same; nothing where it cannot be read. */
function readableItem(image: Record<string, AttributeValue>): Item | undefined {
  try {
    return readItem(image);
  } catch {
    return undefined;
  }
}

/** An update as data: attributes to set, to add to, and what must hold. */
export interface Change {
  readonly key: Key;
  readonly set?: Item;
  readonly add?: Readonly<Record<string, number>>;
  readonly remove?: readonly string[];
  /** Attributes and the values they must have. */
  readonly when?: Item;
  /** The item must not exist. */
  readonly isNew?: boolean;
  /** The item must exist. */
  readonly exists?: boolean;
  /** Attributes that must be below a value, or absent. */
  readonly below?: Readonly<Record<string, number>>;
}

/** What became of one item of a transaction. */
export type Cancellation = 'None' | 'ConditionalCheckFailed' | 'TransactionConflict' | (string & {});

/** The one table, in its own words: consistent reads, conditional writes, and the units they cost. */
export class Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;
  #readUnits = 0;
  #writeUnits = 0;

  constructor(client: DynamoDBClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** Units spent since the last call. */
  capacity(): { readUnits: number; writeUnits: number } {
    const spent = { readUnits: this.#readUnits, writeUnits: this.#writeUnits };
    this.#readUnits = 0;
    this.#writeUnits = 0;
    return spent;
  }

  async get(key: Key): Promise<Item | undefined> {
    const { Item: item, ConsumedCapacity: used } = await this.#client.send(
      new GetItemCommand({ TableName: this.#name, Key: marshall(key), ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' }),
    );
    this.#read(used);
    return item && readItem(item);
  }

  /** Items of a partition whose sort key lies between two texts, both included, in order; consistent. */
  async *between(pk: string, from: string, to: string): AsyncGenerator<Item> {
    yield* this.#query('pk = :pk AND sk BETWEEN :from AND :to', { ':pk': pk, ':from': from, ':to': to });
  }

  /** The same, last first. */
  async *backwards(pk: string, from: string, to: string): AsyncGenerator<Item> {
    yield* this.#query('pk = :pk AND sk BETWEEN :from AND :to', { ':pk': pk, ':from': from, ':to': to }, true);
  }

  async *startingWith(pk: string, prefix: string): AsyncGenerator<Item> {
    yield* this.#query('pk = :pk AND begins_with(sk, :prefix)', { ':pk': pk, ':prefix': prefix });
  }

  async *all(pk: string): AsyncGenerator<Item> {
    yield* this.#query('pk = :pk', { ':pk': pk });
  }

  async *#query(condition: string, values: Item, isBackwards = false): AsyncGenerator<Item> {
    let from: Record<string, AttributeValue> | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#name,
          KeyConditionExpression: condition,
          ExpressionAttributeValues: marshall(values),
          ConsistentRead: true,
          ReturnConsumedCapacity: 'TOTAL',
          ...(isBackwards && { ScanIndexForward: false }),
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      this.#read(page.ConsumedCapacity);
      for (const item of page.Items ?? []) yield readItem(item);
      from = page.LastEvaluatedKey;
    } while (from);
  }

  /** Writes when the conditions hold; else returns what stood there. A transaction in the way is waited out. */
  async update(change: Change): Promise<{ ok: true } | { ok: false; item: Item | undefined }> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const { ConsumedCapacity: used } = await this.#client.send(
          new UpdateItemCommand({
            ...this.#expression(change),
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            ReturnConsumedCapacity: 'TOTAL',
          }),
        );
        this.#wrote(used);
        return { ok: true };
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return { ok: false, item: error.Item && readableItem(error.Item) };
        if (!(error instanceof TransactionConflictException) || attempt === conflictAttempts) throw error;
        await systemHost.sleep(jitter(attempt));
      }
    }
  }

  async delete(key: Key): Promise<void> {
    const { ConsumedCapacity: used } = await this.#client.send(
      new DeleteItemCommand({ TableName: this.#name, Key: marshall(key), ReturnConsumedCapacity: 'TOTAL' }),
    );
    this.#wrote(used);
  }

  /** All or nothing. Returns why not, item by item. */
  async transact(changes: readonly Change[]): Promise<{ ok: true } | { ok: false; reasons: readonly Cancellation[] }> {
    return this.#transactRaw(changes.map((change) => ({ Update: this.#expression(change) as Update })));
  }

  /** Like `transact`, with one item that is put whole and only if it is new. */
  async putNew(item: Item, changes: readonly Change[]): Promise<{ ok: true } | { ok: false; reasons: readonly Cancellation[] }> {
    const put = {
      TableName: this.#name,
      Item: marshall(item, { removeUndefinedValues: true }),
      ConditionExpression: 'attribute_not_exists(pk)',
    };
    return this.#transactRaw([{ Put: put }, ...changes.map((change) => ({ Update: this.#expression(change) as Update }))]);
  }

  async #transactRaw(
    items: NonNullable<ConstructorParameters<typeof TransactWriteItemsCommand>[0]['TransactItems']>,
  ): Promise<{ ok: true } | { ok: false; reasons: readonly Cancellation[] }> {
    try {
      const { ConsumedCapacity: used } = await this.#client.send(
        new TransactWriteItemsCommand({ TransactItems: items, ReturnConsumedCapacity: 'TOTAL' }),
      );
      for (const one of used ?? []) this.#wrote(one);
      return { ok: true };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      return { ok: false, reasons: (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None') };
    }
  }

  #expression({ key, set = {}, add = {}, remove = [], when = {}, isNew = false, exists = false, below = {} }: Change) {
    const names: Record<string, string> = {};
    const values: Item = {};
    const name = (attribute: string): string => {
      names[`#${attribute}`] = attribute;
      return `#${attribute}`;
    };
    const value = (role: string, attribute: string, content: NativeAttributeValue): string => {
      values[`:${role}_${attribute}`] = content;
      return `:${role}_${attribute}`;
    };
    const parts = [
      clause(
        'SET',
        Object.entries(set)
          .filter(([, content]) => content !== undefined)
          .map(([attribute, content]) => `${name(attribute)} = ${value('s', attribute, content)}`),
      ),
      clause(
        'ADD',
        Object.entries(add).map(([attribute, amount]) => `${name(attribute)} ${value('a', attribute, amount)}`),
      ),
      clause('REMOVE', remove.map(name)),
    ];
    const conditions = [
      ...Object.entries(when).map(([attribute, content]) => `${name(attribute)} = ${value('w', attribute, content)}`),
      ...Object.entries(below).map(
        ([attribute, limit]) => `(attribute_not_exists(${name(attribute)}) OR ${name(attribute)} < ${value('b', attribute, limit)})`,
      ),
      ...(isNew ? [`attribute_not_exists(${name('pk')})`] : []),
      ...(exists ? [`attribute_exists(${name('pk')})`] : []),
    ];
    return {
      TableName: this.#name,
      Key: marshall(key),
      UpdateExpression: parts.filter((part) => part !== '').join(' '),
      ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }) }),
    };
  }

  #read(used: ConsumedCapacity | undefined): void {
    this.#readUnits += used?.CapacityUnits ?? 0;
  }
  #wrote(used: ConsumedCapacity | undefined): void {
    this.#writeUnits += used?.CapacityUnits ?? 0;
  }
}

const clause = (word: string, terms: readonly string[]): string => (terms.length === 0 ? '' : `${word} ${terms.join(', ')}`);
