import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue, hearers, readEvent, type EventKind, type Hearer } from './index.ts';

const here = (name: string): string => join(import.meta.dirname, name);
/** `SessionStarted.v1` lies in `session-started.v1`. */
const fileOf = (type: string): string =>
  type.replaceAll(/(?<=[a-z])[A-Z]|^[A-Z]/g, (letter, at: number) => `${at > 0 ? '-' : ''}${letter.toLowerCase()}`);
const sampleOf = (type: string): Record<string, unknown> =>
  JSON.parse(readFileSync(here(`${fileOf(type)}.sample.json`), 'utf8')) as Record<string, unknown>;
const schemaHash = ({ detail }: EventKind): string =>
  createHash('sha256')
    .update(JSON.stringify(z.toJSONSchema(detail)))
    .digest('hex');

describe.each([...catalogue])('$type', (kind: EventKind) => {
  const { type, source, detail } = kind;
  it('takes its sample and gives it back unchanged', () => {
    expect(readEvent({ source, 'detail-type': type, detail: sampleOf(type) })).toEqual({ type, detail: sampleOf(type) });
  });

  it('refuses what nobody declared, what is missing, and a tenant that walks up', () => {
    for (const wrong of [{ password: 'x' }, { id: undefined }, { at: 'today' }, { tenant: '../acme' }, { id: 'a/b' }])
      expect(detail.safeParse({ ...sampleOf(type), ...wrong }).success, JSON.stringify(wrong)).toBe(false);
  });

  it('says who by opaque ids only', () => {
    const names = {
      by: 'Ada Lovelace',
      startedBy: 'Ada Lovelace',
      publisher: 'Ada Lovelace',
      player: 'Ada Lovelace',
      players: ['Ada Lovelace'],
    };
    const people = Object.entries(names).filter(([name]) => name in sampleOf(type));
    const taken = people.filter(([name, value]) => detail.safeParse({ ...sampleOf(type), [name]: value }).success);
    expect(taken).toEqual([]);
  });
});

describe('the catalogue', () => {
  it('never changes a version: what is to be said otherwise is another version', () => {
    const lock = JSON.parse(readFileSync(here('lock.json'), 'utf8')) as Record<string, string>;
    const now = Object.fromEntries(catalogue.map((kind) => [kind.type, schemaHash(kind)]));
    expect(now, 'A changed schema is a new version, in a file of its own; a new one is added to lock.json').toEqual(lock);
  });

  it('has a file and a sample for each event, and no others', () => {
    const found = readdirSync(import.meta.dirname).filter((file) => /\.v\d+\./.test(file));
    expect(found.toSorted()).toEqual(catalogue.flatMap(({ type }) => [`${fileOf(type)}.sample.json`, `${fileOf(type)}.ts`]).toSorted());
  });

  it('is the table of docs/events.md', () => {
    const heardBy = (type: string): string =>
      (Object.keys(hearers) as Hearer[]).filter((hearer) => (hearers[hearer] as readonly string[]).includes(type)).join(', ');
    const rows = (catalogue as readonly EventKind[]).map(
      ({ type, source, means, idOf, raisedAt = 'nothing yet' }) =>
        `| \`${type}\` | \`${source}\` | ${means} | ${idOf} | ${raisedAt} | ${heardBy(type)} |`,
    );
    const page = readFileSync(here('../../../docs/events.md'), 'utf8');
    const table = page.split('\n').filter((line) => /^\| `\w+\.v\d+` /.test(line));
    expect(table).toEqual(rows);
  });

  it('takes nothing for an event that comes from another source or is in no catalogue', () => {
    const detail = sampleOf('SessionFinished.v1');
    for (const [source, type] of [
      ['aws.s3', 'SessionFinished.v1'],
      ['ledgerquest.publish', 'SessionFinished.v1'],
      ['ledgerquest.session', 'SessionFinished.v9'],
      ['ledgerquest.session', 'constructor'],
    ])
      expect(() => readEvent({ source, 'detail-type': type, detail })).toThrow('is no event of the catalogue');
  });
});
