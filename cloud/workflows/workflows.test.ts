import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import validator from 'asl-validator';
import { describe, expect, it } from 'vitest';

type State = {
  Type: string;
  Retry?: { ErrorEquals: string[]; JitterStrategy?: string }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Next?: string;
};
type Machine = { QueryLanguage: string; States: Record<string, State> };

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.asl.json'));
const read = (file: string): Machine =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, file), 'utf8').replaceAll(/\$\{\w+\}/g, 'arn:aws:lambda:eu-central-1:000000000000:function:f'),
  ) as Machine;

describe.each(files)('%s', (file) => {
  const machine = read(file);

  it('is a valid state machine', () => {
    const { isValid, errors } = (validator as unknown as (definition: unknown) => { isValid: boolean; errors: unknown[] })(machine);
    expect(errors).toEqual([]);
    expect(isValid).toBe(true);
  });

  it('speaks JSONata and nothing else', () => {
    expect(machine.QueryLanguage).toBe('JSONata');
    expect(JSON.stringify(machine)).not.toMatch(/"(?:InputPath|OutputPath|ResultPath|ResultSelector|Parameters)"|\.\$"/);
  });

  it('retries with full jitter, and never a refusal', () => {
    for (const [name, { Retry = [] }] of Object.entries(machine.States))
      for (const { ErrorEquals, JitterStrategy } of Retry) {
        expect(JitterStrategy, name).toBe('FULL');
        expect(ErrorEquals, name).not.toContain('Refused');
      }
  });
});

it('after Promote nothing can undo a publish: every later failure is caught', () => {
  const { States } = read('publish.asl.json');
  for (const name of ['Thumbnail', 'Note picture']) expect(States[name]?.Catch?.at(-1)?.ErrorEquals, name).toEqual(['States.ALL']);
});
