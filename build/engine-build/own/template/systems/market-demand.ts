/**
 * A market whose demand falls back to its usual level after every shock, in a supply chain or anywhere else.
 *
 * A system is a function of the world and nothing else: what it keeps from one tick to the next lies in components. `lq engine build`
 * finds and names a variable that is kept outside of them.
 */
import { clampDemand } from '../lib/clamp.ts';
import { defineComponent, defineSystem, exp, f64 } from 'ledgerquest/engine';

/** Levels use it like a built-in component: with checks, an inspector and types in scripts. */
export const Market = defineComponent(
  'Market',
  {
    demand: f64({ unit: 'cases/week', min: 0, max: 1_000_000, default: 4, help: 'What customers want now.' }),
    usual: f64({ unit: 'cases/week', min: 0, max: 1_000_000, default: 4, help: 'What they want when nothing happens.' }),
    halfLife: f64({ unit: 'weeks', min: 0.1, max: 1000, default: 4, help: 'After so long half of a shock is gone.' }),
  },
  { help: 'Demand that falls back to its usual level.' },
);

const LN2 = 0.6931471805599453;

export const marketDemand = defineSystem({
  name: 'market-demand',
  // input, script, behaviour, physics, rules, kpi, cleanup: the order of a tick.
  phase: 'rules',
  reads: ['Market'],
  // What is not named here must not change; the build tries it out.
  writes: ['Market'],
  run({ arena, dt }) {
    const demand = arena.column('Market', 'demand');
    const usual = arena.column('Market', 'usual');
    const halfLife = arena.column('Market', 'halfLife');
    arena.query('Market').each((i) => {
      // exp of 'ledgerquest/engine' has the same last bit everywhere; Math.exp has not, and is refused.
      const left = exp((-LN2 * dt) / halfLife[i]!);
      demand[i] = clampDemand(usual[i]! + (demand[i]! - usual[i]!) * left);
    });
  },
});
