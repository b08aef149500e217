import type { Achievement, Achievements, Effect, EventName, Inbox } from '../../ports/index.ts';

/** What hearers have done, in memory: every effect by its key, as the table would hold it. */
export class MemoryInbox implements Inbox, Achievements {
  readonly held = new Map<string, string>();
  /** Called before each write; a test throws or races here. */
  reach: (event: EventName, part: string | undefined) => void = () => {};

  async has({ tenant, id }: EventName): Promise<boolean> {
    return this.held.has(`${tenant} mark ${id}`);
  }
  async once(event: EventName, effects: readonly Effect[], part?: string): Promise<'done' | 'before' | 'moved'> {
    this.reach(event, part);
    const { tenant, id, at } = event;
    const mark = `${tenant} mark ${id}${part === undefined ? '' : `#${part}`}`;
    if (this.held.has(mark)) return 'before';
    const writes = effects.map((effect) => this.#writeOf(tenant, event, effect));
    if (writes.some(({ holds }) => !holds)) return 'moved';
    this.held.set(mark, String(at));
    for (const { key, value } of writes) this.held.set(key, value);
    return 'done';
  }
  async games(tenant: string, player: string): Promise<number> {
    return Number(this.held.get(`${tenant} games ${player}`) ?? 0);
  }
  async of(tenant: string, player: string): Promise<Achievement[]> {
    const prefix = `${tenant} award ${player} `;
    return [...this.held]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => ({
        player,
        achievement: key.slice(prefix.length),
        ...(JSON.parse(value) as { session: string; at: number }),
      }));
  }

  #writeOf(tenant: string, { id, at }: EventName, effect: Effect): { key: string; value: string; holds: boolean } {
    if (effect.kind === 'notice') return { key: `${tenant} notice ${id}`, value: JSON.stringify(effect.notice), holds: true };
    if (effect.kind === 'game') {
      const key = `${tenant} games ${effect.player}`;
      return { key, value: String(effect.before + 1), holds: Number(this.held.get(key) ?? 0) === effect.before };
    }
    const key = `${tenant} award ${effect.player} ${effect.achievement}`;
    return { key, value: JSON.stringify({ session: effect.session, at }), holds: !this.held.has(key) };
  }
}
