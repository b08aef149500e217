import type { ParameterSpec, ParamValue } from '../../../engine/model/project.ts';

export const seriesText = (value: ParamValue): string => (Array.isArray(value) ? value.join(', ') : String(value));

/**
 * What was typed or pasted (commas, spaces, tabs, lines) as a series within the parameter's range; one value alone is a constant.
 * Undefined where something in it is no number.
 */
export function readSeries(text: string, { min = -Infinity, max = Infinity }: Pick<ParameterSpec, 'min' | 'max'>): ParamValue | undefined {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const numbers = words.map(Number);
  if (numbers.length === 0 || numbers.length > 1000 || numbers.some((number) => !Number.isFinite(number))) return undefined;
  return numbers.map((number) => Math.min(max, Math.max(min, number)));
}
