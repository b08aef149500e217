/** The engine with the laboratory's system: what a build with a system of its own looks like. */
import { openEngine, type Engine, type EngineOptions } from '../../engine/run/index.ts';
import { ownFunctions, probeSystem, type Functions } from './worlds/lab.ts';

const hostFunctions: Functions = { sin: (x) => Math.sin(x), pow: (x, y) => Math.pow(x, y), log: (x) => Math.log(x) };

/** `planted`: the fault that the goldens must find, the host's own Math in an f64 column. */
export const openLabEngine = (options: EngineOptions, planted = false): Promise<Engine> =>
  openEngine({ ...options, systems: [probeSystem(planted ? hostFunctions : ownFunctions)] });
export { sha256Hex } from '../../engine/run/index.ts';
