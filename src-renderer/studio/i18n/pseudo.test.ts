import { expect, it } from 'vitest';
import { setLanguage, t } from './index.ts';
import { pseudo } from './pseudo.ts';

it('makes every text strange and longer, once, also where one message stands in another', () => {
  expect(pseudo('Undo')).toBe('⟦Úñðó··⟧');
  expect(pseudo(`Show ${pseudo('Runs')}`)).toContain(pseudo('Runs'));
  setLanguage('en-XA');
  try {
    expect(t('action.undo')).toBe('⟦Úñðó··⟧');
    expect(t('step.rename', { from: 'Lamp', to: 'بيت' })).toMatch(/^⟦.*بيت·+⟧$/);
  } finally {
    setLanguage('en');
  }
});
