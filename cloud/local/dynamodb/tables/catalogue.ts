import type { LocalContext } from '../../storage/context.ts';
import { AwsError, invalid } from '../../wire/error.ts';
import { noSuchTable, type TableDefinition } from './definition.ts';
import { tableArns, type TableArns } from './describe.ts';

/** A table together with what is needed at every call. */
export interface Table extends TableDefinition {
  /** Its number in the database. */
  readonly row: number;
  readonly arns: TableArns;
}

/** The tables there are. */
export interface Catalogue {
  /** By name or ARN; throws ResourceNotFoundException. */
  table(nameOrArn: string): Table;
  names(): string[];
  byStream(streamArn: string): Table | undefined;
  create(definition: TableDefinition): Table;
  /** Stores a changed definition of an existing table. */
  replace(definition: TableDefinition): Table;
  /** Removes the table; its items are gone with it. */
  remove(name: string): void;
}

export function openCatalogue({ database, region, account }: LocalContext): Catalogue {
  database.migrate('dynamodb-tables', [
    `CREATE TABLE ddb_table (row INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL) STRICT`,
  ]);
  const tables = new Map<string, Table>();
  const remember = (row: number, definition: TableDefinition): Table => {
    const table = { ...definition, row, arns: tableArns(definition, region, account) };
    tables.set(definition.name, table);
    return table;
  };
  for (const { row, definition } of database.all<{ row: number; definition: string }>('SELECT row, definition FROM ddb_table'))
    remember(row, JSON.parse(definition));
  const prefix = `arn:aws:dynamodb:${region}:${account}:table/`;

  const catalogue: Catalogue = {
    table(nameOrArn) {
      if (typeof nameOrArn !== 'string' || nameOrArn === '')
        throw invalid("1 validation error detected: Value at 'tableName' failed to satisfy constraint: Member must not be null");
      const name = nameOrArn.startsWith(prefix) ? nameOrArn.slice(prefix.length) : nameOrArn;
      const table = tables.get(name);
      if (!table) throw noSuchTable(name);
      return table;
    },
    names: () => [...tables.keys()].sort(),
    byStream: (streamArn) => [...tables.values()].find((table) => table.arns.stream === streamArn),
    create(definition) {
      if (tables.has(definition.name)) throw new AwsError('ResourceInUseException', `Table already exists: ${definition.name}`);
      database.run('INSERT INTO ddb_table (name, definition) VALUES (?, ?)', definition.name, JSON.stringify(definition));
      const { row } = database.get<{ row: number }>('SELECT row FROM ddb_table WHERE name = ?', definition.name)!;
      return remember(row, definition);
    },
    replace(definition) {
      database.run('UPDATE ddb_table SET definition = ? WHERE name = ?', JSON.stringify(definition), definition.name);
      return remember(catalogue.table(definition.name).row, definition);
    },
    remove(name) {
      const { row } = catalogue.table(name);
      database.transaction(() => {
        for (const table of ['ddb_item', 'ddb_index']) database.run(`DELETE FROM ${table} WHERE tab = ?`, row);
        database.run('DELETE FROM ddb_table WHERE row = ?', row);
      });
      tables.delete(name);
    },
  };
  return catalogue;
}
