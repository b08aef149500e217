import { numberText } from '../formats.ts';

const rules = new Intl.PluralRules('en');

/** "1 entity", "1,240 entities". */
export const plural = (count: number, one: string, other: string): string =>
  `${numberText(count)} ${rules.select(count) === 'one' ? one : other}`;
