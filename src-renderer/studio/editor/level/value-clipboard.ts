import type { Json } from '../../../../engine/kernel/json.ts';
import { z } from '../../../../engine/model/zod.ts';

const value = z.json();
const CopiedField = z.strictObject({
  ledgerquest: z.literal('field'),
  version: z.literal(1),
  component: z.string(),
  field: z.string(),
  value,
});
const CopiedComponent = z.strictObject({
  ledgerquest: z.literal('component'),
  version: z.literal(1),
  component: z.string(),
  values: z.record(z.string(), value),
});

export interface ComponentValues {
  component: string;
  values: Readonly<Record<string, Json>>;
}

export const fieldText = (component: string, field: string, copied: Json): string =>
  JSON.stringify({ ledgerquest: 'field', version: 1, component, field, value: copied });

export const componentText = ({ component, values }: ComponentValues): string =>
  JSON.stringify({ ledgerquest: 'component', version: 1, component, values });

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * The value that a clipboard holds for `field` of `component`: what was copied of a field, that field of a copied component, any other JSON;
 * a text field takes the text itself. Undefined where there is none.
 */
export function readFieldText(text: string, component: string, field: string, takesText: boolean): Json | undefined {
  const found = parse(text);
  const copied = CopiedField.safeParse(found);
  if (copied.success) return copied.data.value as Json;
  const whole = CopiedComponent.safeParse(found);
  if (whole.success) return whole.data.component === component ? (whole.data.values[field] as Json | undefined) : undefined;
  if (typeof found === 'object' && found !== null && 'ledgerquest' in found) return undefined;
  if (takesText) return typeof found === 'string' ? found : text === '' ? undefined : text;
  return found as Json | undefined;
}

/** A copied component; undefined when the clipboard holds something else. */
export function readComponentText(text: string): ComponentValues | undefined {
  const copied = CopiedComponent.safeParse(parse(text));
  return copied.success ? { component: copied.data.component, values: copied.data.values as Record<string, Json> } : undefined;
}
