import type { TickSystem } from '../tick.ts';
import { inputSystem } from './input.ts';
import { navAgentSystem } from './nav-agent.ts';
import { pathFollowerSystem } from './path-follower.ts';
import { progressSystem } from './progress.ts';
import { achievementSystem, questSystem } from './quest.ts';
import { spawnerSystem } from './spawner.ts';
import { spinSystem } from './spin.ts';
import { timerSystem } from './timer.ts';
import { triggerSystem } from './trigger.ts';
import { velocitySystem } from './velocity.ts';
import { walletSystem } from './wallet.ts';

export { commandTypes } from './input.ts';
export { systemWords } from './words.ts';

/** The systems of every level, besides scripts and physics; in a world without a component type that one looks at, there is nothing for it to do. */
export const builtinSystems: readonly TickSystem[] = [
  achievementSystem,
  inputSystem,
  navAgentSystem,
  pathFollowerSystem,
  progressSystem,
  questSystem,
  spawnerSystem,
  spinSystem,
  timerSystem,
  triggerSystem,
  velocitySystem,
  walletSystem,
];
