export { openScripting } from './host.ts';
export { namedComponents } from './plan.ts';
export { scriptParameters } from './parameters.ts';
export type { Fault, ScriptHost, ScriptInstance } from './world.ts';
