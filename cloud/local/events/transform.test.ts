import { describe, expect, it } from 'vitest';
import type { BusEvent, Target } from './store.ts';
import { atPath, inputFor } from './transform.ts';

const event: BusEvent = {
  version: '0',
  id: 'e1',
  'detail-type': 'T',
  source: 's',
  account: 'a',
  time: 't',
  region: 'r',
  resources: [],
  detail: { name: 'An "odd" name', n: 3, list: [{ x: 1 }, { x: 2 }], 'a key': true },
};
const rule = { name: 'r', arn: 'arn:rule' };
const base: Target = { id: 't', arn: 'arn', retries: 0, maximumAge: 60 };
const input = (more: Partial<Target>): unknown => JSON.parse(inputFor({ ...base, ...more }, event, rule, 0));
const transformed = (template: string, paths: Record<string, string> = {}): unknown => input({ transformer: { paths, template } });

describe('what a target is sent', () => {
  it('is the event, a constant or a part of the event', () => {
    expect(input({})).toEqual(event);
    expect(input({ input: '{"c":1}' })).toEqual({ c: 1 });
    expect(input({ inputPath: '$.detail.list[1].x' })).toBe(2);
    expect(input({ inputPath: '$.detail.none' })).toBeNull();
  });
  it('is made from parts: as JSON outside quotes, as text inside', () => {
    expect(
      transformed('{"name":<name>,"text":"<name> has <n>","all":<d>,"in":"<list>"}', {
        name: '$.detail.name',
        n: '$.detail.n',
        d: '$.detail.list',
        list: '$.detail.list',
      }),
    ).toEqual({
      name: 'An "odd" name',
      text: 'An "odd" name has 3',
      all: [{ x: 1 }, { x: 2 }],
      in: '[{"x":1},{"x":2}]',
    });
  });
  it('may be a plain text', () => {
    expect(transformed('"<name>!"', { name: '$.detail.name' })).toBe('An "odd" name!');
    expect(transformed('<n> parcels', { n: '$.detail.n' })).toBe('3 parcels');
  });
  it('has null or nothing where a part is missing', () => {
    expect(transformed('{"a":<x>,"b":"<x>"}', { x: '$.detail.none' })).toEqual({ a: null, b: '' });
  });
  it('knows the reserved names', () => {
    expect(
      transformed(
        '{"rule":<aws.events.rule-arn>,"name":"<aws.events.rule-name>","event":<aws.events.event.json>,"at":<aws.events.event.ingestion-time>}',
      ),
    ).toEqual({ rule: 'arn:rule', name: 'r', event, at: '1970-01-01T00:00:00.000Z' });
    expect(transformed('<aws.events.event>')).not.toHaveProperty('detail');
  });
});

it('finds values at paths with names, indices and quoted keys', () => {
  expect(atPath(event as never, "$.detail['a key']")).toBe(true);
  expect(atPath(event as never, '$')).toEqual(event);
});
