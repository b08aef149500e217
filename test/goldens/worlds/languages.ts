/** Scripts in other languages than JavaScript, alone and beside it. */
import { levelOf, type LevelWords } from '../../../engine/run/testing/index.ts';
import type { GoldenWorld } from '../play.ts';
import { world } from './world.ts';

/** Every kind of value, streams, timers, a coroutine, and from tick 20 on a script that does not end. */
export const luaLevel: LevelWords = {
  clock: { kind: 'realtime', hz: 20 },
  project: {
    components: {
      Ledger: {
        fields: {
          paid: { kind: 'decimal', scale: 2 },
          calls: { kind: 'u32' },
          note: { kind: 'string' },
          weight: { kind: 'f32' },
          days: { kind: 'i32', length: 3 },
        },
      },
    },
    kpis: { paid: { label: 'Paid', kind: 'decimal' }, drift: { label: 'Drift', kind: 'number' } },
    scenarios: { weather: { name: 'Weather', values: {}, ticks: 600, seed: 13 } },
  },
  entities: { book: { Ledger: {}, Transform: {} }, shelf: { Ledger: { calls: 3 } } },
  scripts: {
    'market.lua': `
      local drift, kept = 1.0, {}
      local turns = coroutine.wrap(function() local n = 0 while true do n = n + 1 coroutine.yield(n) end end)
      state.asked, state.cash = 0, decimal('100.00')
      function start() after(3, 'again', { round = 1 }) end
      on('again', function(again)
        state.asked = state.asked + again.round
        emit('question', { round = again.round, chance = random('ask'):next() })
        after(random.int(1, 4), 'again', { round = again.round + 1 })
      end)
      on('answer', function(answer) set('book', 'Ledger', { paid = answer.paid }) end)
      function on_tick(dt)
        drift = drift * (1 + math.sin(drift) * 0.01) + math.exp(-time.tick) + random('drift').normal(0, 0.1) * dt
        kept[#kept + 1] = string.format('%.6f', drift)
        if #kept > 30 then kept = { kept[#kept] } end
        state.cash = (state.cash * '1.001'):round(2, 'half-even')
        for i, row in ipairs(query('Ledger')) do
          row.Ledger.note = row.key .. ' ' .. kept[#kept] .. ' ' .. turns()
          row.Ledger.weight = drift / i
          row.Ledger.days = { row.Ledger.days[3] + i, row.Ledger.days[1], row.Ledger.days[2] }
        end
        if time.tick % 10 == 0 then spawn(nil, { Ledger = { paid = state.cash } }, 'page-' .. time.tick) end
        if time.tick % 10 == 5 and time.tick > 10 then despawn('page-' .. (time.tick - 5)) end
        kpi('drift', drift)
        kpi('paid', state.cash)
      end`,
    'answers.ts': `
      on('question', ({ round, chance }: { round: number; chance: number }) => {
        const [{ Ledger }] = query('Ledger');
        Ledger.calls += 1;
        emit('answer', { paid: Ledger.paid.plus(decimal(String(Math.floor(chance * 100))).div(100, 2, 'half-even')) });
      });`,
    'hungry.lua': `
      function on_tick() if time.tick > 20 and time.tick < 26 then while true do state.n = (state.n or 0) + 1 end end end`,
  },
};

export const languageWorlds = (ticks: number): GoldenWorld[] => [
  world('scripts: Lua beside TypeScript', levelOf(luaLevel), 'weather', ticks),
];
