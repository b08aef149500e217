import { expect, test } from 'vitest';
import { GuestName } from './protocol.ts';

test.each(['Ada', 'Ada Łovelace', 'Ада', '李 明', 'Αλέξανδρος', 'd.o-e_7 @home'])('%s is a name', (name) =>
  expect(GuestName.parse(` ${name} `)).toBe(name),
);

test.each([
  ['Ada\u3164', 'a letter that is not seen'],
  ['Ada\u200d', 'a joiner'],
  ['\u202egnp', 'a turn of direction'],
  ['Аda', 'a Cyrillic letter among Latin ones'],
  ['Adα', 'a Greek one'],
  ['', 'nothing'],
  ['x'.repeat(65), 'too much'],
])('%j is none: %s', (name) => expect(GuestName.safeParse(name).success).toBe(false));
