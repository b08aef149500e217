import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { compilePattern } from './pattern.ts';

const event: Json = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: {
    bucket: { name: 'assets' },
    object: { key: 'teams/red/plans/p1/HEAD', size: 120, version: null },
    tags: ['a', 'b'],
    lines: [
      { kind: 'x', n: 1 },
      { kind: 'y', n: 2 },
    ],
    empty: '',
    flag: true,
    ip: '10.0.3.7',
  },
};

function matches(pattern: Json): boolean {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(compiled.problem);
  return compiled.matches(event);
}

const key = (alternative: Json): Json => ({ detail: { object: { key: [alternative] } } });

describe('a pattern', () => {
  it.each<[string, Json, boolean]>([
    ['an equal text', { source: ['aws.s3', 'other'] }, true],
    ['another text', { source: ['other'] }, false],
    ['all fields', { source: ['aws.s3'], detail: { bucket: { name: ['assets'] } } }, true],
    ['one field of two', { source: ['aws.s3'], detail: { bucket: { name: ['other'] } } }, false],
    ['a field that is not there', { detail: { nothing: ['x'] } }, false],
    ['a number', { detail: { object: { size: [120] } } }, true],
    ['a number as text', { detail: { object: { size: ['120'] } } }, false],
    ['null', { detail: { object: { version: [null] } } }, true],
    ['an empty text', { detail: { empty: [''] } }, true],
    ['a boolean', { detail: { flag: [true] } }, true],
    ['an element of an array', { detail: { tags: ['b'] } }, true],
    ['prefix', key({ prefix: 'teams/' }), true],
    ['another prefix', key({ prefix: 'reams/' }), false],
    ['prefix without case', key({ prefix: { 'equals-ignore-case': 'TEAMS/' } }), true],
    ['suffix', key({ suffix: '/HEAD' }), true],
    ['suffix without case', key({ suffix: { 'equals-ignore-case': '/head' } }), true],
    ['another suffix', key({ suffix: '.json' }), false],
    ['equals-ignore-case', { source: [{ 'equals-ignore-case': 'AWS.S3' }] }, true],
    ['wildcard', key({ wildcard: 'teams/*/plans/*/HEAD' }), true],
    ['a wildcard that stops short', key({ wildcard: 'teams/*/plans' }), false],
    ['a wildcard with characters of regular expressions', key({ wildcard: 'teams.*' }), false],
    ['exists', { detail: { object: { key: [{ exists: true }] } } }, true],
    ['exists: false', { detail: { object: { key: [{ exists: false }] } } }, false],
    ['exists: false for what is not there', { detail: { object: { gone: [{ exists: false }] } } }, true],
    ['anything-but', { source: [{ 'anything-but': 'aws.ec2' }] }, true],
    ['anything-but the value', { source: [{ 'anything-but': ['aws.s3', 'aws.ec2'] }] }, false],
    ['anything-but for what is not there', { detail: { gone: [{ 'anything-but': 'x' }] } }, false],
    ['anything-but prefix', key({ 'anything-but': { prefix: 'tmp/' } }), true],
    ['anything-but wildcard', key({ 'anything-but': { wildcard: '*/HEAD' } }), false],
    ['anything-but one of several suffixes', key({ 'anything-but': { suffix: ['.json', '/HEAD'] } }), false],
    ['numeric', { detail: { object: { size: [{ numeric: ['>', 100, '<=', 120] }] } } }, true],
    ['numeric out of range', { detail: { object: { size: [{ numeric: ['>', 120] }] } } }, false],
    ['numeric equal', { detail: { object: { size: [{ numeric: ['=', 120] }] } } }, true],
    ['cidr', { detail: { ip: [{ cidr: '10.0.0.0/22' }] } }, true],
    ['another cidr', { detail: { ip: [{ cidr: '10.0.0.0/23' }] } }, false],
    ['$or', { $or: [{ source: ['x'] }, { detail: { flag: [true] } }] }, true],
    ['$or of nothing that holds', { detail: { $or: [{ flag: [false] }, { empty: ['x'] }] } }, false],
    ['an object of an array as a whole', { detail: { lines: { kind: ['y'], n: [2] } } }, true],
    ['fields of different objects of an array', { detail: { lines: { kind: ['y'], n: [1] } } }, false],
  ])('of %s', (_what, pattern, expected) => {
    expect(matches(pattern)).toBe(expected);
  });

  it.each<[Json, string]>([
    [{}, 'at least one field'],
    [{ source: 'aws.s3' }, 'source must be a list'],
    [{ source: [] }, 'source must be a list'],
    [{ detail: { a: [{ begins: 'x' }] } }, 'detail.a: there is no operator begins'],
    [{ detail: { a: [{ wildcard: 'a**b' }] } }, 'consecutive wildcards'],
    [{ detail: { a: [{ numeric: ['>'] }] } }, 'numeric takes'],
    [{ detail: { a: [{ cidr: '10.0.0/24' }] } }, 'IPv4 range'],
    [{ detail: { a: [{ exists: 'yes' }] } }, 'true or false'],
    [{ $or: [{ source: ['a'] }] }, 'at least two'],
  ])('is refused with its place: %j', (pattern, expected) => {
    const compiled = compilePattern(pattern);
    expect(compiled).toMatchObject({ ok: false, problem: expect.stringContaining(expected) as string });
  });
});
