export { openScripting } from './host.ts';
export { runtimeOf } from './runtimes.ts';
export type { ScriptingWasm } from './runtime.ts';
export { namedComponents } from './plan.ts';
export { tryScript } from './trial.ts';
export type { ScriptOutcome, ScriptReport, ScriptTrial } from './trial.ts';
export { scriptParameters } from './parameters.ts';
export type { Asked, Moment, Recall } from './recall.ts';
export type { Fault, ScriptDurable, ScriptEffect, ScriptHost, ScriptInstance } from './world.ts';
