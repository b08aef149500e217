/**
 * The engine's own mathematics. IEEE 754 fixes + - * / and the square root; for everything else hosts disagree in the last place, so these
 * functions, built from those operations alone, stand in for `Math.*`: the same bits on every processor and in every JavaScript engine.
 */
export { cos, sin, tan } from './libm/trigonometric.ts';
export { acos, asin, atan, atan2 } from './libm/inverse-trigonometric.ts';
export { exp, expm1 } from './libm/exponential.ts';
export { log, log10, log1p, log2 } from './libm/logarithm.ts';
export { pow } from './libm/power.ts';
export { cbrt, hypot } from './libm/root.ts';
export { cosh, sinh, tanh } from './libm/hyperbolic.ts';

/** Square root; correctly rounded by IEEE 754 on every host. */
export const sqrt = (x: number): number => Math.sqrt(x);
