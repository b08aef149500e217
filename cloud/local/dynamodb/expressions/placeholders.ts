import { invalid } from '../../wire/error.ts';
import { type AttributeValue } from '../values/attribute-value.ts';
import { checkMap } from '../values/check.ts';

/** The names and values that stand for `#name` and `:value` in the expressions of one request, and what these speak of. */
export interface Placeholders {
  /** Top-level attributes that the expressions read so far name. */
  readonly attributes: ReadonlySet<string>;
  /** Notes that there is an expression. */
  begin(): void;
  /** Notes that an expression names this attribute. */
  mention(attribute: string): void;
  name(placeholder: string, expression: string): string;
  value(placeholder: string, expression: string): AttributeValue;
  /** Throws ValidationException if some were given and never used; call after all expressions are parsed. */
  finish(): void;
}

export function openPlaceholders(names: Readonly<Record<string, string>> | undefined, values: unknown): Placeholders {
  const checked = values === undefined ? undefined : checkMap(values);
  for (const [given, kind, mark] of [
    [names, 'ExpressionAttributeNames', '#'],
    [checked, 'ExpressionAttributeValues', ':'],
  ] as const) {
    if (given === undefined) continue;
    if (Object.keys(given).length === 0) throw invalid(`${kind} must not be empty`);
    for (const key of Object.keys(given)) {
      if (!key.startsWith(mark) || key.length < 2) throw invalid(`${kind} contains invalid key: Syntax error; key: "${key}"`);
    }
  }
  const unusedNames = new Set(Object.keys(names ?? {}));
  const unusedValues = new Set(Object.keys(checked ?? {}));
  const attributes = new Set<string>();
  let begun = false;
  return {
    attributes,
    begin() {
      begun = true;
    },
    mention(attribute) {
      attributes.add(attribute);
    },
    name(placeholder, expression) {
      unusedNames.delete(placeholder);
      if (names === undefined || !Object.hasOwn(names, placeholder)) {
        throw invalid(
          `Invalid ${expression}: An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
        );
      }
      return names[placeholder]!;
    },
    value(placeholder, expression) {
      unusedValues.delete(placeholder);
      const value = checked?.[placeholder];
      if (value === undefined) {
        throw invalid(
          `Invalid ${expression}: An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
        );
      }
      return value;
    },
    finish() {
      const idle = names !== undefined ? 'ExpressionAttributeNames' : checked !== undefined ? 'ExpressionAttributeValues' : undefined;
      if (!begun && idle !== undefined) throw invalid(`${idle} can only be specified when using expressions`);
      if (unusedNames.size > 0)
        throw invalid(`Value provided in ExpressionAttributeNames unused in expressions: keys: {${[...unusedNames].join(', ')}}`);
      if (unusedValues.size > 0)
        throw invalid(`Value provided in ExpressionAttributeValues unused in expressions: keys: {${[...unusedValues].join(', ')}}`);
    },
  };
}
