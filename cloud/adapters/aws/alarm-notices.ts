import type { AlarmNotice, AlarmNotices } from '../../ports/index.ts';
import type { Table } from './table.ts';

/** No tenant's: keys that end at a tenant reach nothing here. */
const partition = 'OPERATOR#ALARMS';
const keptSeconds = 90 * 86_400;

/** Notices of alarms in the table. */
export class DynamoAlarmNotices implements AlarmNotices {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async keep({ id, at, ...notice }: AlarmNotice): Promise<'kept' | 'present'> {
    const { ok } = await this.#table.update({
      key: { pk: partition, sk: `${String(at).padStart(15, '0')}#${id}` },
      set: { ...notice, at, exp: Math.floor(at / 1000) + keptSeconds },
      isNew: true,
    });
    return ok ? 'kept' : 'present';
  }
  async list(): Promise<AlarmNotice[]> {
    const found: AlarmNotice[] = [];
    for await (const { sk, at, alarm, means, state, reason } of this.#table.all(partition))
      found.push({
        id: String(sk).slice(16),
        at: Number(at),
        alarm: String(alarm),
        means: String(means),
        state: state as AlarmNotice['state'],
        reason: String(reason),
      });
    return found;
  }
}
