import { createHash } from 'node:crypto';
import type { LocalContext } from '../storage/index.ts';
import type { DeployedResource } from './resource.ts';

/** What was deployed of a template, remembered from one start to the next. */
export interface Stack {
  /** The resource as it was last deployed, if it had the same type. */
  readonly get: (logicalId: string, type: string) => DeployedResource | undefined;
  readonly put: (logicalId: string, type: string, resource: DeployedResource) => void;
  readonly delete: (logicalId: string, type: string) => void;
  /** In the order in which they were first deployed. */
  readonly list: () => { logicalId: string; type: string; resource: DeployedResource }[];
  /** `<stack>-<logical id>-<suffix>` of at most `limit` characters, the same at every start of this data folder. */
  readonly physicalName: (logicalId: string, limit: number) => string;
}

const SUFFIX_BYTES = 6;

export function openStack({ database, host }: LocalContext, name: string): Stack {
  database.migrate('template', [
    `CREATE TABLE stack (name TEXT PRIMARY KEY, salt TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE stack_resource (seq INTEGER PRIMARY KEY AUTOINCREMENT, stack TEXT NOT NULL, logical_id TEXT NOT NULL, type TEXT NOT NULL, resource TEXT NOT NULL,
       UNIQUE (stack, logical_id, type)) STRICT`,
  ]);
  database.run('INSERT OR IGNORE INTO stack (name, salt) VALUES (?, ?)', name, Buffer.from(host.random.bytes(16)).toString('hex'));
  const { salt } = database.get<{ salt: string }>('SELECT salt FROM stack WHERE name = ?', name)!;

  return {
    get(logicalId, type) {
      const row = database.get<{ resource: string }>(
        'SELECT resource FROM stack_resource WHERE stack = ? AND logical_id = ? AND type = ?',
        name,
        logicalId,
        type,
      );
      return row && (JSON.parse(row.resource) as DeployedResource);
    },
    put(logicalId, type, resource) {
      database.run(
        `INSERT INTO stack_resource (stack, logical_id, type, resource) VALUES (?, ?, ?, ?)
         ON CONFLICT (stack, logical_id, type) DO UPDATE SET resource = excluded.resource WHERE resource <> excluded.resource`,
        name,
        logicalId,
        type,
        JSON.stringify(resource),
      );
    },
    delete(logicalId, type) {
      database.run('DELETE FROM stack_resource WHERE stack = ? AND logical_id = ? AND type = ?', name, logicalId, type);
    },
    list: () =>
      database
        .all<{ logical_id: string; type: string; resource: string }>(
          'SELECT logical_id, type, resource FROM stack_resource WHERE stack = ? ORDER BY seq',
          name,
        )
        .map(({ logical_id: logicalId, type, resource }) => ({ logicalId, type, resource: JSON.parse(resource) as DeployedResource })),
    physicalName(logicalId, limit) {
      const suffix = createHash('sha256')
        .update(`${salt}\n${logicalId}`)
        .digest('hex')
        .slice(0, SUFFIX_BYTES * 2);
      const room = limit - suffix.length - 1;
      return room <= 0 ? suffix.slice(0, limit) : `${`${name}-${logicalId}`.slice(0, room)}-${suffix}`;
    },
  };
}
