import type { Derivative, DerivedIndex } from '../../ports/index.ts';

/** The smallest whole that a client can read and that is smaller than the source; a texture that a graphics card takes as it is goes before all. */
export function bestDerivative(index: DerivedIndex | undefined, accept: readonly string[], sourceSize: number): Derivative | undefined {
  const fit = (index?.outputs ?? []).filter(({ use, needs }) => use === 'whole' && needs.every((need) => accept.includes(need)));
  const [packed] = fit.filter(({ format }) => format === 'ktx2');
  if (packed) return packed;
  const [smallest] = fit.toSorted((a, b) => a.size - b.size);
  return smallest && smallest.size < sourceSize ? smallest : undefined;
}
