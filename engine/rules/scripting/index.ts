export { openScripting } from './host.ts';
export { namedComponents } from './plan.ts';
export { scriptParameters } from './parameters.ts';
export type { Asked, Moment, Recall } from './recall.ts';
export type { Fault, ScriptDurable, ScriptEffect, ScriptHost, ScriptInstance } from './world.ts';
