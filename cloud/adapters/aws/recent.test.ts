import { beforeEach, expect, it } from 'vitest';
import { forTenant } from './environment.ts';
import { Recent } from './recent.ts';

it('keeps what was used last, and no more than it may', () => {
  const kept = new Recent<number>(2);
  kept.set('demo', 1);
  kept.set('made-up-1', 2);
  expect(kept.get('demo')).toBe(1);
  kept.set('made-up-2', 3);
  expect([kept.get('made-up-1'), kept.get('demo'), kept.get('made-up-2')]).toEqual([undefined, 1, 3]);
  kept.delete('demo');
  expect(kept.get('demo')).toBeUndefined();
});

beforeEach(() => {
  for (const [name, value] of Object.entries({
    AWS_REGION: 'us-east-1',
    TABLE: 'table',
    BUCKET: 'bucket',
    PURPOSE_ROLE_ARN: 'arn:role',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  }))
    process.env[name] = value;
});

it('a function forgets tenants that somebody made up, and knows one that is used all the time', () => {
  const [demo, first] = [forTenant('demo'), forTenant('made-up-0')];
  for (let n = 1; n <= 110; n += 1) {
    forTenant(`made-up-${n}`);
    expect(forTenant('demo')).toBe(demo);
  }
  expect(forTenant('made-up-0')).not.toBe(first);
});
