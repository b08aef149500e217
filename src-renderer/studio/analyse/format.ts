import type { KpiSpec } from '../../../engine/model/project.ts';
import type { KpiValue } from '../../workers/engine/protocol.ts';

const grouped = (digits: string): string => digits.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');

/** A KPI's value as people read it: "$2,657.50", "12 cases". Decimals are strings and stay exact. */
export function kpiText(value: KpiValue | undefined, spec: Pick<KpiSpec, 'unit' | 'kind'> | undefined): string {
  if (value === undefined) return '–';
  const text = typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : value;
  const [, sign = '', whole = text, rest = ''] = /^(-?)(\d+)(\..*)?$/.exec(text) ?? [];
  const number = `${grouped(whole)}${rest}`;
  if (spec?.unit === '$') return `${sign}$${number}`;
  return `${sign}${number}${spec?.unit ? ` ${spec.unit}` : ''}`;
}

/** A parameter's value, short: lists with their parts. */
export const valueText = (value: unknown): string => (Array.isArray(value) ? value.join(' / ') : String(value));
