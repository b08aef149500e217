import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { documents } from '../../../test/contract/cli-documents.ts';
import { main } from './lq.ts';

const folder = mkdtempSync(join(tmpdir(), 'lq-parameters-'));
vi.stubEnv('LQ_DATA', join(folder, 'data'));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function lq(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: string[][] = [[], []];
  const code = await main(args, { out: (line) => out!.push(line), err: (line) => err!.push(line) });
  return { code, out: out!.join('\n'), err: err!.join('\n') };
}

const project = join(folder, 'chain');
const schemaFile = join(folder, 'schema.json');
const text = (): string => readFileSync(join(project, 'ledgerquest.json'), 'utf8');

test('a schema becomes the form: the project runs with its parameters', async () => {
  await lq('init', project, '--template', 'supply-chain');
  const before = text();
  const { out } = await lq('parameters', project, '--json');
  const schema = JSON.parse(out) as { properties: Record<string, { title: string }> };
  expect(Object.keys(schema.properties)).toContain('theta');
  // The same schema, with one title changed, changes that label and nothing else.
  schema.properties['theta']!.title = 'Speed of smoothing';
  writeFileSync(schemaFile, JSON.stringify(schema));
  const taken = await lq('parameters', project, '--from', schemaFile, '--json');
  expect(taken).toMatchObject({ code: 0, err: '' });
  expect(documents.parameters.parse(JSON.parse(taken.out)).parameters).toEqual(Object.keys(schema.properties));
  const without = (file: string, name: string): unknown => {
    const { parameters, ...rest } = JSON.parse(file) as { parameters: Record<string, { label: string; scale?: number }> };
    return {
      ...rest,
      parameters: Object.entries(parameters).map(([id, { label, scale = 2, ...spec }]) => [id, id === name || label, scale, spec]),
    };
  };
  expect(without(text(), 'theta')).toEqual(without(before, 'theta'));
  expect(text()).toContain('"label": "Speed of smoothing"');
  expect(await lq('run', project, '--set', 'theta=0.2', '--ticks', '2')).toMatchObject({ code: 0 });
});

test('switches, choices and texts of a schema are set by --set, and what is none is refused with the next step', async () => {
  const chosen = join(folder, 'chosen');
  await lq('init', chosen, '--template', 'hello-cube');
  const schema = JSON.parse((await lq('parameters', chosen, '--json')).out) as { properties: Record<string, object> };
  Object.assign(schema.properties, {
    night: { type: 'boolean', title: 'Night shift' },
    queue: { type: 'string', oneOf: [{ const: 'fifo', title: 'Oldest first' }, { const: 'lifo' }] },
    motto: { type: 'string', maxLength: 12 },
  });
  writeFileSync(schemaFile, JSON.stringify(schema));
  expect(await lq('parameters', chosen, '--from', schemaFile)).toMatchObject({ code: 0, err: '' });
  const set = (...settings: string[]) => lq('run', chosen, '--ticks', '2', '--json', ...settings.flatMap((setting) => ['--set', setting]));
  const { code, out } = await set('night=true', 'queue=lifo', 'motto=On, and on');
  expect([code, JSON.parse(out)]).toEqual([
    0,
    expect.objectContaining({ parameters: expect.objectContaining({ night: true, queue: 'lifo', motto: 'On, and on' }) as object }),
  ]);
  for (const [setting, said] of [
    ['night=yes', 'Parameter night: "yes" is neither true nor false. Write true or false.'],
    ['queue=lofi', 'Parameter queue: "lofi" is none of its options. Known: fifo, lifo.'],
    ['queue=fif', 'Parameter queue: "fif" is none of its options. Did you mean fifo?'],
    ['motto=Onwards and on', 'Parameter motto: is a text of 14 characters. At most 12 are taken.'],
  ] as const)
    expect(await set(setting), setting).toMatchObject({ code: 2, err: expect.stringContaining(said) as string });
});

test('what has no form is refused, and the project stays as it was', async () => {
  const before = text();
  writeFileSync(schemaFile, JSON.stringify({ type: 'object', properties: { mood: { type: 'string', enum: ['calm', 7] } } }));
  const { code, err } = await lq('parameters', project, '--from', schemaFile);
  expect([code, err]).toEqual([2, expect.stringContaining('/properties/mood/enum/1: 7 is no text that can be chosen.') as string]);
  expect(text()).toBe(before);
});

test('says what is missing', async () => {
  expect(await lq('parameters')).toMatchObject({ code: 2, err: expect.stringContaining('needs the folder of one project') as string });
  expect(await lq('parameters', folder)).toMatchObject({ code: 2, err: expect.stringContaining('has no ledgerquest.json') as string });
  expect(await lq('parameters', project, '--from', join(folder, 'none.json'))).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no file') as string,
  });
});
