import { invalid } from '../../wire/error.ts';
import type { AttributeMap, AttributeValue } from './attribute-value.ts';
import { formatNumber, parseNumber } from './number.ts';

const MAX_DEPTH = 32;

/**
 * Checks a value from a request and returns it in canonical form: numbers in plain notation.
 * Throws ValidationException as DynamoDB does.
 */
export function checkValue(value: unknown, depth = 1): AttributeValue {
  if (depth > MAX_DEPTH)
    throw invalid('Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit');
  const entries = typeof value === 'object' && value !== null ? Object.entries(value as Record<string, unknown>) : [];
  if (entries.length === 0) throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  if (entries.length > 1)
    throw invalid('Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes');
  const [type, content] = entries[0]!;
  switch (type) {
    case 'S':
      return { S: text(content, type) };
    case 'N':
      return { N: canonicalNumber(content) };
    case 'B':
      return { B: base64(content) };
    case 'BOOL':
      if (typeof content !== 'boolean') throw wrongType(type);
      return { BOOL: content };
    case 'NULL':
      if (content !== true)
        throw invalid('One or more parameter values were invalid: Null attribute value types must have the value of true');
      return { NULL: true };
    case 'SS':
      return { SS: set(content, 'SS', (element) => text(element, 'SS')) };
    case 'NS':
      return { NS: set(content, 'NS', canonicalNumber) };
    case 'BS':
      return { BS: set(content, 'BS', base64) };
    case 'L':
      if (!Array.isArray(content)) throw wrongType(type);
      return { L: content.map((element) => checkValue(element, depth + 1)) };
    case 'M':
      return { M: checkMap(content, depth + 1) };
    default:
      throw invalid(`Supplied AttributeValue has the unknown datatype ${type}`);
  }
}

/** Checks attribute values by name, as in an item or a key. */
export function checkMap(map: unknown, depth = 1): AttributeMap {
  if (typeof map !== 'object' || map === null || Array.isArray(map)) throw wrongType('M');
  // A null prototype, so that an attribute may have any name.
  const checked: Record<string, AttributeValue> = Object.create(null);
  for (const [name, value] of Object.entries(map)) {
    if (name === '') throw invalid('One or more parameter values were invalid: Empty attribute name');
    if (Buffer.byteLength(name) > 65_535) throw invalid('One or more parameter values were invalid: Attribute name is too large');
    checked[name] = checkValue(value, depth);
  }
  return checked;
}

function text(content: unknown, type: string): string {
  if (typeof content !== 'string') throw wrongType(type);
  return content;
}

function canonicalNumber(content: unknown): string {
  return formatNumber(parseNumber(text(content, 'N')));
}

function base64(content: unknown): string {
  return Buffer.from(text(content, 'B'), 'base64').toString('base64');
}

function set(content: unknown, type: string, check: (element: unknown) => string): string[] {
  if (!Array.isArray(content)) throw wrongType(type);
  if (content.length === 0)
    throw invalid(
      `One or more parameter values were invalid: An ${type === 'BS' ? 'binary' : type === 'NS' ? 'number' : 'string'} set  may not be empty`,
    );
  const checked = content.map(check);
  if (new Set(checked).size < checked.length)
    throw invalid(`One or more parameter values were invalid: Input collection [${checked.join(', ')}] contains duplicates.`);
  return checked;
}

function wrongType(type: string): Error {
  return invalid(`The content of an attribute value of type ${type} is not of that type.`, 'SerializationException');
}
