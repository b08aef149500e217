import type { Json } from '../../../kernel/json.ts';

/** A value for people: numbers with six digits that count, vectors in brackets. */
export function said(value: Json): string {
  if (typeof value === 'string') return value || '""';
  if (typeof value === 'number') return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
  if (Array.isArray(value)) return `[${value.map((one) => said(one as Json)).join(', ')}]`;
  return value === null ? 'nothing' : JSON.stringify(value);
}

export const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? '' : 's'}`;

/** What a command or an event carries, in brackets; nothing where it carries nothing. */
export function payloadOf(given: Json): string {
  const parts =
    typeof given === 'object' && given !== null ? Object.entries(given).map(([name, value]) => `${name} ${said(value as Json)}`) : [];
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}
