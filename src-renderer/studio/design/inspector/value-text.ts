import type { Json } from '../../../../engine/kernel/json.ts';
import type { FieldSpec } from '../../../../engine/model/fields.ts';
import { figureText, shortDecimal } from '../../../../engine/model/figure.ts';
import { separators } from '../../i18n/formats.ts';
import { t } from '../../i18n/index.ts';
import { toDegrees } from './euler.ts';
import { capital, spokenName } from '../../../../engine/model/spoken-name.ts';

const single: readonly FieldSpec['kind'][] = ['f32', 'vec2', 'vec3'];

/** As many digits as the column holds: what was rounded on its way into the engine is still the same. */
const digits = (value: number, kind: FieldSpec['kind']): string => String(Number(value.toPrecision(single.includes(kind) ? 6 : 14)));

/** A field's value as a person reads it, with its unit: "41 cases", "1, 0, 0", "On". Equal texts are equal values. */
export function valueText(value: Json, spec: FieldSpec, nameOf: (key: string) => string): string {
  const { kind, length, unit } = spec;
  if (Array.isArray(value)) {
    if (kind === 'quat' && length === undefined)
      return toDegrees(value.map(Number))
        .map((angle) => `${angle}°`)
        .join(', ');
    const { length: _, unit: __, ...one } = spec;
    return withUnit(value.map((part: Json) => valueText(part, one, nameOf)).join(', ') || t('value.none'), unit);
  }
  if (value === null) return t('value.none');
  if (typeof value === 'boolean') return t(value ? 'value.on' : 'value.off');
  if (typeof value === 'number') return withUnit(digits(value, kind), unit);
  if (typeof value !== 'string') return JSON.stringify(value);
  if (kind === 'entity') return nameOf(value);
  if (kind === 'enum' || kind === 'flags') return capital(spokenName(value));
  return kind === 'decimal' ? withUnit(shortDecimal(value), unit) : value;
}

const withUnit = (text: string, unit: string | undefined): string => (unit === undefined ? text : figureText(text, unit, separators()));
