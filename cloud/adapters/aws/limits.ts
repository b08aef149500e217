import type { Limits, LimitsStore } from '../../ports/index.ts';
import type { Key, Table } from './table.ts';

const partition = (tenant: string): string => `TENANT#${tenant}#LIMITS`;
const limitsKey = (tenant: string): Key => ({ pk: partition(tenant), sk: 'LIMITS' });
const placeKey = (tenant: string): Key => ({ pk: partition(tenant), sk: 'PLACE' });
/** How long a limit is believed without looking, ms. */
const freshFor = 30_000;

/** A tenant's limits and its region, in a partition that only the operator writes to. */
export class DynamoLimits implements LimitsStore {
  readonly #table: Table;
  readonly #now: () => number;
  readonly #fresh: number;
  readonly #kept = new Map<string, { limits: Promise<Partial<Limits>>; until: number }>();

  /** @param fresh how long, in ms, what was read is good; a door that shows it reads it each time */
  constructor(table: Table, now: () => number, fresh = freshFor) {
    this.#table = table;
    this.#now = now;
    this.#fresh = fresh;
  }

  limits(tenant: string, now?: 'now'): Promise<Partial<Limits>> {
    const kept = this.#kept.get(tenant);
    if (now === undefined && kept !== undefined && kept.until > this.#now()) return kept.limits;
    const limits = this.#read(tenant);
    this.#kept.set(tenant, { limits, until: this.#now() + this.#fresh });
    limits.catch(() => this.#kept.delete(tenant));
    return limits;
  }

  async region(tenant: string): Promise<string | undefined> {
    const place = await this.#table.get(placeKey(tenant));
    return place && String(place['region']);
  }

  /** The operator's: what is left out stays as it is. */
  async set(tenant: string, limits: Partial<Limits>): Promise<void> {
    await this.#table.update({ key: limitsKey(tenant), set: { ...limits } });
    this.#kept.delete(tenant);
  }

  /** The operator's: the first region that is named stays. Returns it. */
  async pin(tenant: string, region: string): Promise<string> {
    const { ok } = await this.#table.update({ key: placeKey(tenant), set: { region }, isNew: true });
    return ok ? region : (await this.region(tenant))!;
  }

  async #read(tenant: string): Promise<Partial<Limits>> {
    const { pk: _, sk: __, ...limits } = (await this.#table.get(limitsKey(tenant))) ?? { pk: '', sk: '' };
    return limits;
  }
}
