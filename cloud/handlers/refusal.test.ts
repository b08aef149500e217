import { expect, it } from 'vitest';
import { faultSentence } from './refusal.ts';

it('the fault of a session is what its function said, without the papers around it', () => {
  const refusal = JSON.stringify({ code: 'package-altered', message: 'a.js was changed.', hint: 'Publish again.', where: 'a.js' });
  expect(faultSentence(`Refused: ${JSON.stringify({ errorType: 'Refused', errorMessage: refusal, trace: [] })}`)).toBe(
    'a.js was changed. Publish again.',
  );
  expect(faultSentence(`TypeError: ${JSON.stringify({ errorType: 'TypeError', errorMessage: 'x is not a function' })}`)).toBe(
    'x is not a function',
  );
  expect(faultSentence('States.Timeout: undefined')).toBe('States.Timeout: undefined');
});
