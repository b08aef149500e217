import { addDecimal } from '../../kernel/math/index.ts';
import type { GameEvent } from '../../kernel/events/index.ts';
import { LedgerError } from '../../kernel/error.ts';
import { indexOf, type Arena, type Entity } from '../../kernel/world/index.ts';
import { defineSystem } from '../define-system.ts';
import type { Tick } from '../tick.ts';

/** Order of `Quest.state`. */
const LOCKED = 0;
const ACTIVE = 2;
const DONE = 3;
const FAILED = 4;

/** How many of this tick's events have this type and concern the hero; without a hero everyone's count. */
function countOf(events: readonly GameEvent[], arena: Arena, type: number, hero: number): number {
  const wanted = arena.text(type);
  if (wanted === '') return 0;
  const key = hero === 0 ? undefined : arena.nameOf(hero as Entity);
  return events.filter((event) => event.type === wanted && (key === undefined || event.entity === key)).length;
}

/** Counts what open quests wait for, unlocks what follows a finished one, fails what is too late, and pays the hero. */
export const questSystem = defineSystem({
  name: 'quest',
  phase: 'cleanup',
  reads: ['Quest'],
  writes: ['Quest', 'Wallet'],
  run(tick) {
    const { arena, events } = tick;
    const quests = arena.query('Quest');
    if (quests.first() < 0) return;
    const fields = ['state', 'after', 'event', 'count', 'target', 'deadline', 'reward', 'hero'];
    const [state, after, event, count, target, deadline, reward, hero] = fields.map((field) => arena.column('Quest', field));
    const told = events.all();
    const finished = new Set<number>();
    quests.each((i) => {
      if (state![i] === DONE) finished.add(arena.entityAt(i));
    });
    quests.each((i) => {
      const about = { index: i, entity: arena.nameOf(arena.entityAt(i)) };
      if (state![i] === LOCKED) {
        if (after![i] === 0 || !finished.has(after![i]!)) return;
        state![i] = ACTIVE;
        events.emit('quest', 'QuestUnlocked', {}, about);
        return;
      }
      if (state![i] === DONE || state![i] === FAILED) return;
      count![i] = Math.min(target![i]!, count![i]! + countOf(told, arena, event![i]!, hero![i]!));
      if (count![i] === target![i]) {
        state![i] = DONE;
        events.emit('quest', 'QuestDone', {}, about);
        pay(tick, hero![i]! as Entity, reward![i]!);
      } else if (deadline![i] !== 0 && tick.tick > deadline![i]!) {
        state![i] = FAILED;
        events.emit('quest', 'QuestFailed', {}, about);
      } else if (count![i]! > 0) state![i] = ACTIVE;
    });
  },
});

function pay({ arena, events }: Tick, hero: Entity, cents: number): void {
  if (cents === 0 || !arena.has(hero, 'Wallet')) return;
  const index = indexOf(hero);
  try {
    const balance = arena.column('Wallet', 'balance');
    balance[index] = addDecimal(balance[index]!, cents);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    events.emit('quest', 'WalletFull', { message: error.message }, { index, entity: arena.nameOf(hero) });
  }
}

/** Counts what achievements wait for; once earned they stay. */
export const achievementSystem = defineSystem({
  name: 'achievement',
  phase: 'cleanup',
  reads: ['Achievement'],
  writes: ['Achievement'],
  run({ arena, events, tick }) {
    const achievements = arena.query('Achievement');
    if (achievements.first() < 0) return;
    const [event, count, target, unlocked, at, hero] = ['event', 'count', 'target', 'unlocked', 'tick', 'hero'].map((field) =>
      arena.column('Achievement', field),
    );
    const told = events.all();
    achievements.each((i) => {
      if (unlocked![i] === 1) return;
      count![i] = Math.min(target![i]!, count![i]! + countOf(told, arena, event![i]!, hero![i]!));
      if (count![i]! < target![i]!) return;
      unlocked![i] = 1;
      at![i] = tick;
      events.emit('achievement', 'AchievementUnlocked', {}, { index: i, entity: arena.nameOf(arena.entityAt(i)) });
    });
  },
});
