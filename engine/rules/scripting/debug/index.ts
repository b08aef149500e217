export { DebugHost } from './debug-host.ts';
export { siteAt } from './stops.ts';
export type { Watch, Watched } from './watched.ts';
export type { Site } from './instrument.ts';
export type { Breakpoint, BreakpointProblem, ScriptTrace, TraceCall, TraceFrame, TraceStep } from './trace.ts';
