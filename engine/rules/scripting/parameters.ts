/** Parameters as a script sees them: decimals as decimals, booleans and texts as they are, lists always lists. */
import type { Json } from '../../kernel/json.ts';
import { compareText } from '../../kernel/json.ts';
import type { OneValue, ParameterSpec, ParamValue } from '../../model/project.ts';

const one = (spec: ParameterSpec, value: OneValue): Json => (spec.kind === 'decimal' ? { $decimal: String(value) } : value);

/**
 * What `ScriptContext.params` takes. A parameter with `each` is always a list, one value per name; a series is always a list, whose last
 * value repeats; everything else is one value. Decimals are tagged `{"$decimal": "0.50"}`, which the SDK turns into decimals.
 */
export const scriptParameters = (
  specs: Readonly<Record<string, ParameterSpec>>,
  values: Readonly<Record<string, ParamValue>>,
): Record<string, Json> => {
  const params: Record<string, Json> = {};
  for (const name of Object.keys(specs).toSorted(compareText)) {
    const spec = specs[name]!;
    const value = values[name] ?? spec.default;
    if (Array.isArray(value)) params[name] = value.map((item) => one(spec, item));
    else if (spec.each !== undefined) params[name] = spec.each.map(() => one(spec, value));
    else params[name] = spec.kind === 'series' ? [one(spec, value)] : one(spec, value);
  }
  return params;
};
