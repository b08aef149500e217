import { describe, expect, test } from 'vitest';
import { createPublishes } from './publishes.ts';

const refused = { ok: false, code: 'forbidden', message: 'No.' } as const;

describe('what became of a publish', () => {
  test('can be asked while it runs, after it ended, and of one nobody knows', () => {
    const publishes = createPublishes();
    expect(publishes.state('a')).toEqual({ state: 'unknown' });
    publishes.begin('a');
    expect(publishes.state('a')).toEqual({ state: 'running' });
    publishes.end('a', refused);
    expect(publishes.state('a')).toEqual({ state: 'finished', outcome: refused });
  });

  test('is forgotten after many others, never while it runs', () => {
    const publishes = createPublishes();
    publishes.begin('slow');
    for (let n = 0; n < 60; n += 1) {
      publishes.begin(`p${n}`);
      publishes.end(`p${n}`, refused);
    }
    expect(publishes.state('slow')).toEqual({ state: 'running' });
    expect(publishes.state('p0')).toEqual({ state: 'unknown' });
    expect(publishes.state('p59')).toEqual({ state: 'finished', outcome: refused });
  });
});
