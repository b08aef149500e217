import type { Achievement, Achievements, Notice, Notices, StoredNotice } from '../../ports/index.ts';
import { noticesPartition, noticesReadKey, playerPartition } from './keys-of-items.ts';
import type { Table } from './table.ts';

/** Notices in the table; who is told something wrote them, and only what a person has read is written here. */
export class DynamoNotices implements Notices {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async list(tenant: string): Promise<StoredNotice[]> {
    const found: StoredNotice[] = [];
    for await (const { sk, kind, about, said, at } of this.#table.startingWith(noticesPartition(tenant), 'NOTICE#'))
      found.push({ id: String(sk).slice('NOTICE#'.length), kind, about, said: JSON.parse(String(said)) as Notice['said'], at: Number(at) });
    return found;
  }
  async readUpTo(tenant: string, person: string): Promise<string | undefined> {
    const item = await this.#table.get(noticesReadKey(tenant, person));
    return item && String(item['upTo']);
  }
  async markRead(tenant: string, person: string, upTo: string): Promise<void> {
    await this.#table.update({ key: noticesReadKey(tenant, person), set: { upTo } });
  }
}

/** Achievements in the table, a partition for each player. */
export class DynamoAchievements implements Achievements {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async games(tenant: string, player: string): Promise<number> {
    return Number((await this.#table.get({ pk: playerPartition(tenant, player), sk: 'GAMES' }))?.['games'] ?? 0);
  }
  async of(tenant: string, player: string): Promise<Achievement[]> {
    const found: Achievement[] = [];
    for await (const { sk, session, at } of this.#table.startingWith(playerPartition(tenant, player), 'ACHIEVEMENT#'))
      found.push({ player, achievement: String(sk).slice('ACHIEVEMENT#'.length), session: String(session), at: Number(at) });
    return found;
  }
}
