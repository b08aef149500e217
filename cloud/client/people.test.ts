import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readPeople, readPeopleFile } from './people.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'people-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('whoever starts a cloud first owns its two tenants and operates them, and the file says so to nobody else', () => {
  const file = join(folder, 'data', 'people.json');
  const first = { demo: { ada: ['owner', 'operator'] }, acme: { ada: ['owner', 'operator'] } };
  expect(readPeople(file, 'ada')).toEqual(first);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readPeople(file, 'somebody else')).toEqual(first);
});

it('a file that people edited is read as it is', () => {
  const file = join(folder, 'people.json');
  writeFileSync(file, JSON.stringify({ format: 1, tenants: { demo: { ada: ['designer', 'analyst'], pia: ['player'] } } }));
  expect(readPeople(file, 'ada')).toEqual({ demo: { ada: ['designer', 'analyst'], pia: ['player'] } });
});

it.each([
  ['a role that there is not', { format: 1, tenants: { demo: { ada: ['king'] } } }, 'tenants.demo.ada.0'],
  ['a tenant that cannot be one', { format: 1, tenants: { '../demo': { ada: ['owner'] } } }, 'no tenant can be called "../demo".'],
  ['something else', 'not JSON', ''],
])('a file with %s is refused, named and left alone', (_, content, place) => {
  const file = join(folder, 'people.json');
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(file, text);
  expect(() => readPeople(file, 'ada')).toThrow(
    expect.objectContaining({ code: 'bad-people-file', where: file, message: expect.stringContaining(place) as string }) as Error,
  );
  expect(readFileSync(file, 'utf8')).toBe(text);
});

it('a tenant may name the region that its data stays in; what is none is refused', () => {
  const file = join(folder, 'people.json');
  const tenants = { demo: { ada: ['owner'] } };
  writeFileSync(file, JSON.stringify({ format: 1, tenants, regions: { demo: 'eu-central-1' } }));
  expect(readPeopleFile(file, 'ada')).toEqual({ format: 1, tenants, regions: { demo: 'eu-central-1' } });
  writeFileSync(file, JSON.stringify({ format: 1, tenants, regions: { demo: 'Frankfurt' } }));
  expect(() => readPeopleFile(file, 'ada')).toThrow(/regions\.demo/);
});
