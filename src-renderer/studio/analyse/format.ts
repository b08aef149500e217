import { figureText, isMoney } from '../../../engine/model/figure.ts';
import type { KpiSpec, ParameterSpec } from '../../../engine/model/project.ts';
import type { KpiValue } from '../../workers/engine/protocol.ts';
import { separators } from '../i18n/formats.ts';
import { t } from '../i18n/index.ts';

/** A KPI's value as people read it: "$2,657.50", "12 cases". Decimals are strings and stay exact. */
export function kpiText(value: KpiValue | null | undefined, spec: Pick<KpiSpec, 'unit' | 'kind'> | undefined): string {
  if (value === undefined || value === null) return '–';
  return figureText(value, spec?.unit, separators());
}

/** The same without its unit, where the unit stands once for all; money keeps its sign. */
export const kpiFigure = (value: KpiValue | null | undefined, spec: Pick<KpiSpec, 'unit' | 'kind'> | undefined): string =>
  kpiText(value, isMoney(spec?.unit) ? spec : undefined);

/** What people read in place of an option. */
export const optionLabel = ({ labels = {} }: Pick<ParameterSpec, 'labels'>, option: string): string =>
  (Object.hasOwn(labels, option) ? labels[option] : undefined) ?? option;

/** A parameter's value, short: money as money, lists with their parts, "On", the label of an option, “the first words of a text…”. */
export function valueText(value: unknown, spec?: Pick<ParameterSpec, 'kind' | 'labels'> & { unit?: string | undefined }): string {
  if (Array.isArray(value)) return value.map((one) => valueText(one, spec)).join(' / ');
  if (typeof value === 'boolean') return value ? t('scenario.on') : t('scenario.off');
  const text = String(value);
  if (spec?.kind === 'choice') return optionLabel(spec, text);
  if (typeof value === 'number' || spec?.kind === 'decimal') return figureText(text, isMoney(spec?.unit) ? '$' : undefined, separators());
  return spec?.kind === 'text' ? `“${text.length > 40 ? `${text.slice(0, 39).trimEnd()}…` : text}”` : text;
}

/** How far `after` is from `before`: "-39%", "13 times"; undefined where that says nothing. */
export function changeText(before: KpiValue | undefined, after: KpiValue | undefined): string | undefined {
  const from = Number(before);
  const to = Number(after);
  if (!Number.isFinite(from) || !Number.isFinite(to) || from <= 0 || to < 0 || from === to) return undefined;
  if (to >= from * 3) return `×${(to / from).toFixed(to / from < 10 ? 1 : 0)}`;
  const percent = Math.round((to / from - 1) * 100);
  return percent === 0 ? undefined : `${percent < 0 ? '−' : '+'}${Math.abs(percent)}%`;
}
