import { z } from 'zod';
import { refuse } from '../../domain/refusal.ts';
import type { Ids, ReadEntry, ReadLog } from '../../ports/index.ts';
import { jsonBytes, type Objects } from './objects.ts';

const Stored = z.strictObject({
  format: z.literal(1),
  tenant: z.string(),
  session: z.string(),
  reader: z.string(),
  what: z.literal('link').optional(),
  at: z.int(),
});

const prefix = (tenant: string): string => `tenants/${tenant}/reads/`;
/** In order of time; the rest of the name keeps two reads of one moment apart. */
const keyOf = ({ tenant, at }: ReadEntry, ids: Ids): string => `${prefix(tenant)}${new Date(at).toISOString()}-${ids.next('read')}.json`;

/** One object per read. A tenant's doors may put them and not delete them, and the bucket keeps every version of what it holds. */
export class S3ReadLog implements ReadLog {
  readonly #objects: Objects;
  readonly #ids: Ids;

  constructor(objects: Objects, ids: Ids) {
    this.#objects = objects;
    this.#ids = ids;
  }

  async append(entry: ReadEntry): Promise<void> {
    const { tenant, session, reader, what, at } = entry;
    const bytes = jsonBytes({ format: 1, tenant, session, reader, ...(what && { what }), at });
    const key = keyOf(entry, this.#ids);
    if ((await this.#objects.create(key, bytes, { type: 'application/json' })) === 'present') throw new Error(`${key} was there already`);
  }

  async *entries(tenant: string): AsyncIterable<ReadEntry> {
    for await (const key of this.#objects.list(prefix(tenant))) {
      const { format: _format, ...entry } = Stored.parse(await this.#read(key));
      yield entry;
    }
  }

  async #read(key: string): Promise<unknown> {
    try {
      return await this.#objects.json<unknown>(key);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return refuse({
        code: 'read-log-broken',
        message: `${key} is not readable.`,
        hint: 'Its earlier version says what it was.',
        where: key,
      });
    }
  }
}
