import type { Database } from '../../storage/database.ts';
import { invalid } from '../../wire/error.ts';
import type { Table } from '../tables/catalogue.ts';
import { indexKey, type StoredKey } from '../tables/key.ts';
import type { Item } from '../values/attribute-value.ts';
import { equalItems } from '../values/compare.ts';
import { itemSize } from '../values/size.ts';

export const MAX_ITEM_SIZE = 400 * 1024;

/** An item and what it counts for. */
export interface StoredItem {
  readonly item: Item;
  /** Bytes by DynamoDB's rules. */
  readonly size: number;
}

/** One item before and after a write; the same key. */
export interface Change {
  readonly table: Table;
  readonly key: StoredKey;
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
}

/** Where a page of items begins and which way it goes. */
export interface Range {
  /** Only this partition; all partitions when absent. */
  readonly hash?: Uint8Array;
  readonly low?: Uint8Array;
  readonly lowExclusive?: boolean;
  readonly high?: Uint8Array;
  readonly highExclusive?: boolean;
  readonly backward: boolean;
  /** Exclusive start: a key of the table, and of the index where one is read. */
  readonly after?: StoredKey & { readonly item?: StoredKey };
  /** Of a parallel scan: this one of so many parts. */
  readonly segment?: { readonly index: number; readonly of: number };
}

/** Items on disk and their places in the indexes. */
export interface ItemStore {
  get(table: Table, key: StoredKey): StoredItem | undefined;
  /** Writes the change; call within a transaction. Returns false when it changed nothing. */
  write(change: Change): boolean;
  /** Items in order of the table's key, or of the index's. Do not write while iterating. */
  read(table: Table, index: string | undefined, range: Range): IterableIterator<StoredItem>;
  counts(table: Table): { items: number; bytes: number };
  /** Items whose time to live ended after one moment and not after another, both in seconds since the epoch. */
  expired(table: Table, after: number, until: number, limit: number): StoredItem[];
  /** Reads the time to live of every item anew, once the table has another attribute for it. */
  refreshExpiry(table: Table): void;
}

interface ItemRow {
  id: number;
  item: string;
  size: number;
}

export function openItemStore(database: Database): ItemStore {
  database.migrate('dynamodb-items', [
    `CREATE TABLE ddb_item (id INTEGER PRIMARY KEY, tab INTEGER NOT NULL, hash BLOB NOT NULL, range BLOB NOT NULL, item TEXT NOT NULL, size INTEGER NOT NULL) STRICT;
     CREATE UNIQUE INDEX ddb_item_key ON ddb_item (tab, hash, range);
     CREATE TABLE ddb_index (tab INTEGER NOT NULL, name TEXT NOT NULL, hash BLOB NOT NULL, range BLOB NOT NULL, item_hash BLOB NOT NULL, item_range BLOB NOT NULL,
       item INTEGER NOT NULL, PRIMARY KEY (tab, name, hash, range, item_hash, item_range)) STRICT, WITHOUT ROWID;
     CREATE INDEX ddb_index_item ON ddb_index (item)`,
    `ALTER TABLE ddb_item ADD COLUMN expires_at REAL;
     CREATE INDEX ddb_item_expiry ON ddb_item (tab, expires_at) WHERE expires_at IS NOT NULL`,
  ]);

  function row(table: Table, key: StoredKey): ItemRow | undefined {
    return database.get<ItemRow>(
      'SELECT id, item, size FROM ddb_item WHERE tab = ? AND hash = ? AND range = ?',
      table.row,
      key.hash,
      key.range,
    );
  }

  function index(table: Table, key: StoredKey, id: number, item: Item): void {
    for (const definition of table.indexes) {
      const place = indexKey(table, definition, item);
      if (!place) continue;
      database.run(
        'INSERT INTO ddb_index (tab, name, hash, range, item_hash, item_range, item) VALUES (?, ?, ?, ?, ?, ?, ?)',
        table.row,
        definition.name,
        place.hash,
        place.range,
        key.hash,
        key.range,
        id,
      );
    }
  }

  return {
    get(table, key) {
      const found = row(table, key);
      return found && parse(found);
    },
    write({ table, key, before, after }) {
      if (before && after && equalItems(before.item, after.item)) return false;
      const id = before && row(table, key)?.id;
      if (id !== undefined && table.indexes.length > 0) database.run('DELETE FROM ddb_index WHERE item = ?', id);
      if (!after) {
        if (id !== undefined) database.run('DELETE FROM ddb_item WHERE id = ?', id);
        return id !== undefined;
      }
      const text = JSON.stringify(after.item);
      const expiresAt = expiryOf(table, after.item);
      if (id === undefined) {
        database.run(
          'INSERT INTO ddb_item (tab, hash, range, item, size, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
          table.row,
          key.hash,
          key.range,
          text,
          after.size,
          expiresAt,
        );
        if (table.indexes.length > 0) index(table, key, row(table, key)!.id, after.item);
      } else {
        database.run('UPDATE ddb_item SET item = ?, size = ?, expires_at = ? WHERE id = ?', text, after.size, expiresAt, id);
        index(table, key, id, after.item);
      }
      return true;
    },
    *read(table, indexName, range) {
      const { sql, values } = indexName === undefined ? tableQuery(table, range) : indexQuery(table, indexName, range);
      for (const found of database.iterate<ItemRow & { hash: Uint8Array }>(sql, ...values)) {
        if (range.segment && segmentOf(found.hash, range.segment.of) !== range.segment.index) continue;
        yield parse(found);
      }
    },
    expired(table, after, until, limit) {
      return database
        .all<ItemRow>(
          'SELECT id, item, size FROM ddb_item WHERE tab = ? AND expires_at > ? AND expires_at <= ? ORDER BY expires_at LIMIT ?',
          table.row,
          after,
          until,
          limit,
        )
        .map(parse);
    },
    refreshExpiry(table) {
      database.transaction(() => {
        database.run('UPDATE ddb_item SET expires_at = NULL WHERE tab = ?', table.row);
        if (table.ttlAttribute === undefined) return;
        for (const { id, item } of database.all<ItemRow>('SELECT id, item FROM ddb_item WHERE tab = ?', table.row)) {
          database.run('UPDATE ddb_item SET expires_at = ? WHERE id = ?', expiryOf(table, JSON.parse(item) as Item), id);
        }
      });
    },
    counts(table) {
      return database.get<{ items: number; bytes: number }>(
        'SELECT count(*) AS items, coalesce(sum(size), 0) AS bytes FROM ddb_item WHERE tab = ?',
        table.row,
      )!;
    },
  };
}

/** The item with its size, refused with ValidationException when it is larger than 400 KB. */
export function sized(item: Item, what = 'Item size'): StoredItem {
  const size = itemSize(item);
  if (size > MAX_ITEM_SIZE) throw invalid(`${what} has exceeded the maximum allowed size`);
  return { item, size };
}

/** When the item's time to live ends, in seconds since the epoch; null where it has none. */
function expiryOf({ ttlAttribute }: Table, item: Item): number | null {
  const value = ttlAttribute === undefined ? undefined : item[ttlAttribute];
  return value && 'N' in value ? Number(value.N) : null;
}

function parse({ item, size }: ItemRow): StoredItem {
  return { item: JSON.parse(item) as Item, size };
}

interface Sql {
  readonly sql: string;
  readonly values: (string | number | Uint8Array)[];
}

function tableQuery(table: Table, range: Range): Sql {
  const where = new Where('tab = ?', table.row);
  bounds(where, range, '');
  if (range.after) where.and(`(hash, range) ${range.backward ? '<' : '>'} (?, ?)`, range.after.hash, range.after.range);
  const way = range.backward ? 'DESC' : 'ASC';
  return { sql: `SELECT id, item, size, hash FROM ddb_item WHERE ${where.text} ORDER BY hash ${way}, range ${way}`, values: where.values };
}

function indexQuery(table: Table, name: string, range: Range): Sql {
  const where = new Where('x.tab = ? AND x.name = ?', table.row, name);
  bounds(where, range, 'x.');
  if (range.after) {
    const { hash, range: sort, item } = range.after;
    where.and(
      `(x.hash, x.range, x.item_hash, x.item_range) ${range.backward ? '<' : '>'} (?, ?, ?, ?)`,
      hash,
      sort,
      item!.hash,
      item!.range,
    );
  }
  const way = range.backward ? 'DESC' : 'ASC';
  const order = ['hash', 'range', 'item_hash', 'item_range'].map((column) => `x.${column} ${way}`).join(', ');
  return {
    sql: `SELECT i.id, i.item, i.size, x.hash FROM ddb_index x JOIN ddb_item i ON i.id = x.item WHERE ${where.text} ORDER BY ${order}`,
    values: where.values,
  };
}

function bounds(where: Where, range: Range, prefix: string): void {
  if (range.hash) where.and(`${prefix}hash = ?`, range.hash);
  if (range.low) where.and(`${prefix}range ${range.lowExclusive ? '>' : '>='} ?`, range.low);
  if (range.high) where.and(`${prefix}range ${range.highExclusive ? '<' : '<='} ?`, range.high);
}

class Where {
  text: string;
  readonly values: (string | number | Uint8Array)[];

  constructor(text: string, ...values: (string | number | Uint8Array)[]) {
    this.text = text;
    this.values = values;
  }

  and(text: string, ...values: Uint8Array[]): void {
    this.text += ` AND ${text}`;
    this.values.push(...values);
  }
}

/** Spreads partitions over the segments of a parallel scan (FNV-1a). */
function segmentOf(hash: Uint8Array, of: number): number {
  let sum = 0x811c9dc5;
  for (const byte of hash) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum % of;
}
