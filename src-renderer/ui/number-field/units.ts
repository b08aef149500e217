/** Units that people type, as multiples of one unit of their kind. */
const kinds: readonly Readonly<Record<string, number>>[] = [
  { mm: 0.001, cm: 0.01, m: 1, km: 1000, in: 0.0254, ft: 0.3048 },
  { g: 0.001, kg: 1, t: 1000 },
  { ms: 0.001, s: 1, min: 60, h: 3600 },
  { '°': Math.PI / 180, deg: Math.PI / 180, rad: 1, turn: 2 * Math.PI },
  { 'm/s': 1, 'km/h': 1 / 3.6 },
];

/** By what a number with the unit `typed` is multiplied to be one in `own`; undefined where they measure different things. */
export function unitFactor(typed: string, own: string | undefined): number | undefined {
  if (typed === own) return 1;
  const kind = kinds.find((units) => own !== undefined && Object.hasOwn(units, own) && Object.hasOwn(units, typed));
  return kind && own !== undefined ? kind[typed]! / kind[own]! : undefined;
}
