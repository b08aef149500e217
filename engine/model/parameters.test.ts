import { describe, expect, test } from 'vitest';
import { parseParameter, resolveParameters } from './parameters.ts';
import { ParameterSpec, type ParamValue } from './project.ts';

const specs: Record<string, ParameterSpec> = {
  theta: { kind: 'number', label: 'Theta', min: 0, max: 1, default: 0 },
  s_prime: { kind: 'integer', label: 'Target', min: 0, each: ['retailer', 'factory'], default: [28, 20] },
  holding_cost: { kind: 'decimal', label: 'Holding', min: 0, scale: 4, default: '0.50' },
  demand: { kind: 'series', label: 'Demand', min: 0, max: 9999, default: [4, 4, 8] },
  night: { kind: 'boolean', label: 'Night shift', each: ['retailer', 'factory'], default: false },
  queue: { kind: 'choice', label: 'Queue', options: ['fifo', 'last in, first out'], default: 'fifo' },
  mood: { kind: 'choice', label: 'Mood', options: ['calm', 'busy'], each: ['retailer', 'factory'], default: ['calm', 'busy'] },
  motto: { kind: 'text', label: 'Motto', maxLength: 12, default: '' },
};
const read = (name: string, text: string) => parseParameter(name, specs[name]!, text);

describe('parameters', () => {
  test('are read as a person types them', () => {
    expect(read('theta', '.36')).toBe(0.36);
    expect(read('s_prime', '28, 20')).toEqual([28, 20]);
    expect(read('s_prime', '17')).toBe(17);
    expect(read('holding_cost', '0.125')).toBe('0.125');
    expect(read('demand', '4,4,12')).toEqual([4, 4, 12]);
    expect(read('night', 'true')).toBe(true);
    expect(read('night', 'false, true')).toEqual([false, true]);
    expect(read('queue', 'last in, first out')).toBe('last in, first out');
    expect(read('mood', 'busy, calm')).toEqual(['busy', 'calm']);
    expect(read('motto', ' true, 1 ')).toBe(' true, 1 ');
    expect(read('motto', '')).toBe('');
  });

  test('later layers win, defaults fill the rest', () => {
    expect(resolveParameters(specs, { theta: 0.5, motto: 'Go' }, { theta: 0.25, demand: 9, night: true })).toEqual({
      theta: 0.25,
      s_prime: [28, 20],
      holding_cost: '0.50',
      demand: 9,
      night: true,
      queue: 'fifo',
      mood: ['calm', 'busy'],
      motto: 'Go',
    });
  });

  test.each([
    ['theta', '1.5', 'Parameter theta: 1.5 is above 1.'],
    ['theta', '', 'Parameter theta: "" is not a number.'],
    ['theta', '0.1,0.2', 'Parameter theta: takes one value, not a list.'],
    ['s_prime', '1,2,3', 'Parameter s_prime: has 3 values; give one, or 2 (retailer, factory).'],
    ['s_prime', '1.5', 'Parameter s_prime: 1.5 is not a whole number.'],
    ['holding_cost', '0.12345', 'Parameter holding_cost: 0.12345 has 5 digits after the point; at most 4 are exact here.'],
    ['holding_cost', '1e-3', 'Parameter holding_cost: 1e-3 is not written as a decimal.'],
    ['demand', '10000', 'Parameter demand: 10000 is above 9999.'],
    ['night', 'yes', 'Parameter night: "yes" is neither true nor false.'],
    ['night', '1', 'Parameter night: "1" is neither true nor false.'],
    ['night', 'true,false,true', 'Parameter night: has 3 values; give one, or 2 (retailer, factory).'],
    ['queue', 'FIFO', 'Parameter queue: "FIFO" is none of its options.'],
    ['motto', 'Work, work, work', 'Parameter motto: is a text of 16 characters.'],
  ])('%s=%s is refused', (name, text, message) => {
    expect(() => read(name, text)).toThrow(message);
  });

  test.each<[string, ParamValue, string, string | undefined]>([
    ['theta', true, 'Parameter theta: true is not a number.', undefined],
    ['night', 'true', 'Parameter night: "true" is neither true nor false.', 'Write true or false.'],
    ['queue', 'fido', 'Parameter queue: "fido" is none of its options.', 'Did you mean fifo?'],
    ['queue', 4, 'Parameter queue: 4 is none of its options.', 'Known: fifo, last in, first out.'],
    ['queue', ['fifo'], 'Parameter queue: takes one value, not a list.', undefined],
    ['mood', ['calm', 'sad'], 'Parameter mood: "sad" is none of its options.', 'Known: busy, calm.'],
    ['motto', 4, 'Parameter motto: 4 is not a text.', 'Write it in quotes: "4".'],
    ['motto', '\ud800', 'Parameter motto: expected a text without half characters (lone surrogates).', undefined],
  ])('of %s the value %j is refused with the next step', (name, value, message, hint) => {
    expect(() => resolveParameters(specs, { [name]: value })).toThrow(expect.objectContaining({ message, hint }));
  });

  test('an emoji is one character of a text', () => {
    expect(read('motto', '🙂'.repeat(12))).toBe('🙂'.repeat(12));
    expect(() => read('motto', '🙂'.repeat(13))).toThrow('is a text of 13 characters.');
  });

  test.each<[string, object, string, string]>([
    ['a choice of nothing', { kind: 'choice', default: 'a' }, 'options', 'expected the texts to choose from'],
    ['an option twice', { kind: 'choice', options: ['a', 'a'], default: 'a' }, 'options.1', 'expected each option once'],
    ['a comma in a list', { kind: 'choice', options: ['a,b'], each: ['x', 'y'], default: 'a,b' }, 'options.0', 'expected no comma'],
    ['a label of none', { kind: 'choice', options: ['calm'], labels: { clam: 'C' }, default: 'calm' }, 'labels.clam', 'mean calm?'],
    ['a range of a switch', { kind: 'boolean', min: 0, default: true }, 'min', 'a parameter of kind boolean has no min'],
    ['options of a number', { kind: 'number', options: ['1'], default: 1 }, 'options', 'a parameter of kind number has no options'],
    ['a text for each', { kind: 'text', each: ['x', 'y'], default: '' }, 'each', 'a parameter of kind text has no each'],
    ['a text without end', { kind: 'text', maxLength: 2001, default: '' }, 'maxLength', 'from 1 to 2000'],
  ])('%s is refused where it stands', (_, spec, path, message) => {
    const issues = ParameterSpec.safeParse({ label: 'X', ...spec }).error?.issues ?? [];
    expect(issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([[path, expect.stringContaining(message)]]);
  });

  test('an unknown name is refused with what was probably meant', () => {
    expect(() => resolveParameters(specs, { thetta: 1 })).toThrow(
      expect.objectContaining({ message: expect.stringContaining('Parameter thetta: is not declared'), hint: 'Did you mean theta?' }),
    );
  });
});
