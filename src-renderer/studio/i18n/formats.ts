/** Numbers and dates as the person reads them. Everything that is shown goes through here, what is stored never does. */

/** `auto`: numbers as the language writes them, dates as the system does. */
export const formatStyles = ['auto', 'en-US', 'en-GB', 'de-DE', 'fr-FR', 'de-CH', 'sv-SE'] as const;
export type FormatStyle = (typeof formatStyles)[number];

let style: FormatStyle = 'auto';
const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

/** From now on. */
export function setFormats(next: FormatStyle): void {
  style = next;
  numbers.clear();
  dates.clear();
}

const numberLocale = (): string => (style === 'auto' ? 'en' : style);

/** "1,240", "2.5". */
export function numberText(value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = JSON.stringify(options);
  const format = numbers.get(key) ?? new Intl.NumberFormat(numberLocale(), options);
  numbers.set(key, format);
  // As long as a plus, as figures have it everywhere.
  return format.format(value).replaceAll('-', '−');
}

/** "12.4K". */
export const compactText = (value: number, digits: Intl.NumberFormatOptions = { maximumFractionDigits: 1 }): string =>
  numberText(value, { notation: 'compact', ...digits });

/** What stands between thousands and before the fraction. */
export function separators(): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(numberLocale()).formatToParts(12345.6);
  const of = (type: Intl.NumberFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? '';
  return { group: of('group'), decimal: of('decimal') };
}

const kinds = {
  time: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  date: { dateStyle: 'medium', timeStyle: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** "14:05", "28 Nov, 14:05", "28 Nov 2026, 14:05". */
export function dateText(at: Date | number, kind: keyof typeof kinds): string {
  const format = dates.get(kind) ?? new Intl.DateTimeFormat(style === 'auto' ? undefined : style, kinds[kind]);
  dates.set(kind, format);
  return format.format(at);
}
