/** A figure as people read it: one writing for every screen, panel and label. */

/** What stands between thousands and before the fraction. */
export interface Separators {
  readonly group: string;
  readonly decimal: string;
}
const english: Separators = { group: ',', decimal: '.' };

/** Whether a unit is money: `$`, `$/month`, `$ per $100`. */
export const isMoney = (unit: string | undefined): boolean => unit?.startsWith('$') === true;

/** Two digits after the point, more only where there are more: "0.5000" is 0.50. */
export const shortDecimal = (text: string): string => text.replace(/(\.\d\d\d*?)0+$/, '$1');

/** A computed number carries digits that nobody wrote; of money there are none below a cent. */
const tidy = (value: number, unit: string | undefined): string => {
  const parts = isMoney(unit) ? 100 : 1000;
  return String(Math.round(value * parts) / parts);
};

/** Units of which one has another name than many: words, not symbols such as ms, kbps or °C. */
const manyWord = /^(?=[A-Za-z][a-z]*[aeiou]|[AEIOU])[A-Za-z][a-z]{2,}s(?![A-Za-z])/;
const sameForOne = /(?:ss|us|is|series|species)$/i;

/** What a unit is called behind a number: cases, and case behind 1; visits/month, and visit/month. */
export function unitBehind(number: string | number, unit: string): string {
  if (!/^[-−]?1$/.test(String(number))) return unit;
  return unit.replace(manyWord, (many) => {
    if (sameForOne.test(many)) return many;
    if (many.length > 5 && many.endsWith('ies')) return `${many.slice(0, -3)}y`;
    return many.slice(0, /(?:ss|sh|ch|x|zz)es$/.test(many) ? -2 : -1);
  });
}

/**
 * A figure with its digits in groups, a minus as long as a plus, and its unit: −$1,012.50, $1,500.00/month, 36 cases, 1 case. Money has no digit
 * after the point or at least two. A decimal comes as text and keeps every digit; what is no number comes back as it is.
 */
export function figureText(value: string | number, unit?: string, { group, decimal }: Separators = english): string {
  const text = typeof value === 'number' ? tidy(value, unit) : shortDecimal(value);
  const [, minus = '', whole, rest = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const money = isMoney(unit);
  const fraction = money && rest.length === 1 ? `${rest}0` : rest;
  const grouped = whole?.replaceAll(/\B(?=(\d{3})+$)/g, group);
  const number = grouped === undefined ? text : fraction === '' ? grouped : `${grouped}${decimal}${fraction}`;
  const sign = minus === '' ? '' : '−';
  if (money) return `${sign}$${number}${unit!.slice(1)}`;
  return `${sign}${number}${unit ? ` ${unitBehind(number, unit)}` : ''}`;
}
