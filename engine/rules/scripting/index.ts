export { openScripting } from './host.ts';
export { defaultLimits } from './limits.ts';
export { scriptParameters } from './parameters.ts';
export type {
  Fault,
  FaultCode,
  Frame,
  Grant,
  Hook,
  HookInput,
  HookOutcome,
  Lane,
  Limits,
  Script,
  ScriptContext,
  ScriptDurable,
  ScriptEffect,
  ScriptEvent,
  ScriptHost,
  ScriptInstance,
  ScriptWorld,
  TextKind,
} from './world.ts';
