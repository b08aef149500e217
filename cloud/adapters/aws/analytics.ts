import type { DomainEvent } from '../../events/catalogue/index.ts';
import type { Objects } from './objects.ts';

const root = (tenant: string): string => `tenants/${tenant}/analytics/`;
/** `yyyy-mm-ddThh` in UTC. */
const hourOf = (at: number): string => new Date(at).toISOString().slice(0, 13);
const folder = (tenant: string, hour: string): string => `${root(tenant)}dt=${hour.slice(0, 10)}/hour=${hour.slice(11)}/`;

/**
 * Events as a table that query engines read in place: one object for each, one line of JSON in it, in partitions by day and hour of when it
 * happened. An object is named by its event and written where none is, so the name is the mark that it was heard.
 */
export class S3Analytics {
  readonly #objects: Objects;

  constructor(objects: Objects) {
    this.#objects = objects;
  }

  keep({ type, detail: { id, tenant, at, ...said } }: DomainEvent): Promise<'stored' | 'present'> {
    // Columns that all have come first, and always in this order.
    const line = JSON.stringify({ type, id, tenant, at, ...said });
    const key = `${folder(tenant, hourOf(at))}${id}.ndjson`;
    return this.#objects.create(key, new TextEncoder().encode(`${line}\n`), { type: 'application/x-ndjson' });
  }

  /** Lines of the events between two hours, both included, hour by hour; `2026-11-28` stands for all of a day's. */
  async *lines(tenant: string, { from = '', to }: { from?: string | undefined; to?: string | undefined } = {}): AsyncGenerator<string> {
    for await (const key of this.#objects.list(root(tenant))) {
      const [, day, hour] = /\/dt=([\d-]+)\/hour=(\d\d)\//.exec(key) ?? [];
      const when = `${day}T${hour}`;
      if (day === undefined || when < from || (to !== undefined && when > to && !when.startsWith(to))) continue;
      const bytes = await this.#objects.bytes(key);
      if (bytes) yield new TextDecoder().decode(bytes).trimEnd();
    }
  }
}
