import type { Table } from '../tables/catalogue.ts';
import type { Change } from './store.ts';

export type ReturnConsumedCapacity = 'NONE' | 'TOTAL' | 'INDEXES' | undefined;
export type Consistency = 'eventual' | 'strong' | 'transactional';

const READ_UNIT = 4096;
const WRITE_UNIT = 1024;
const READ_FACTOR: Readonly<Record<Consistency, number>> = { eventual: 0.5, strong: 1, transactional: 2 };

/** Units for reading that many bytes at once. */
export function readUnits(bytes: number, consistency: Consistency): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT)) * READ_FACTOR[consistency];
}

/** Units for a write: the larger of the item before and after; doubled in a transaction. */
export function writeUnits(change: Pick<Change, 'before' | 'after'>, transactional: boolean): number {
  const bytes = Math.max(change.before?.size ?? 0, change.after?.size ?? 0);
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT)) * (transactional ? 2 : 1);
}

/** Capacity used by one request, gathered by table and index. */
export interface Meter {
  read(table: Table, units: number, index?: string): void;
  write(table: Table, units: number, index?: string): void;
  /** `ConsumedCapacity` of a request on one table, or nothing where it was not asked for. */
  one(): { ConsumedCapacity?: ConsumedCapacity };
  /** `ConsumedCapacity` of a request on several. */
  many(): { ConsumedCapacity?: ConsumedCapacity[] };
}

interface ConsumedCapacity {
  readonly TableName: string;
  readonly CapacityUnits: number;
}

interface Tally {
  readonly table: Table;
  read: number;
  write: number;
  readonly indexes: Map<string, number>;
}

export function createMeter(wanted: ReturnConsumedCapacity, transactional = false): Meter {
  const tallies = new Map<number, Tally>();

  function add(table: Table, kind: 'read' | 'write', units: number, index: string | undefined): void {
    const tally = tallies.get(table.row) ?? { table, read: 0, write: 0, indexes: new Map<string, number>() };
    tallies.set(table.row, tally);
    tally[kind] += units;
    if (index !== undefined) tally.indexes.set(index, (tally.indexes.get(index) ?? 0) + units);
  }

  function report({ table, read, write, indexes }: Tally): ConsumedCapacity {
    const ofIndexes = (kind: 'global' | 'local'): Record<string, { CapacityUnits: number }> =>
      Object.fromEntries(
        [...indexes]
          .filter(([name]) => table.indexes.some((each) => each.name === name && each.kind === kind))
          .map(([name, units]) => [name, { CapacityUnits: units }]),
      );
    const inIndexes = [...indexes.values()].reduce((sum, units) => sum + units, 0);
    return {
      TableName: table.name,
      CapacityUnits: read + write,
      ...(transactional && { ReadCapacityUnits: read, WriteCapacityUnits: write }),
      ...(wanted === 'INDEXES' && {
        Table: { CapacityUnits: read + write - inIndexes },
        ...(indexes.size > 0 && { GlobalSecondaryIndexes: ofIndexes('global'), LocalSecondaryIndexes: ofIndexes('local') }),
      }),
    };
  }

  const reports = (): ConsumedCapacity[] | undefined =>
    wanted === 'TOTAL' || wanted === 'INDEXES' ? [...tallies.values()].map(report) : undefined;
  return {
    read: (table, units, index) => add(table, 'read', units, index),
    write: (table, units, index) => add(table, 'write', units, index),
    one() {
      const [first] = reports() ?? [];
      return first ? { ConsumedCapacity: first } : {};
    },
    many() {
      const all = reports();
      return all ? { ConsumedCapacity: all } : {};
    },
  };
}
