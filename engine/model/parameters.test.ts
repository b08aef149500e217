import { describe, expect, test } from 'vitest';
import { parseParameter, resolveParameters } from './parameters.ts';
import type { ParameterSpec } from './project.ts';

const specs: Record<string, ParameterSpec> = {
  theta: { kind: 'number', label: 'Theta', min: 0, max: 1, default: 0 },
  s_prime: { kind: 'integer', label: 'Target', min: 0, each: ['retailer', 'factory'], default: [28, 20] },
  holding_cost: { kind: 'decimal', label: 'Holding', min: 0, scale: 4, default: '0.50' },
  demand: { kind: 'series', label: 'Demand', min: 0, max: 9999, default: [4, 4, 8] },
};
const read = (name: string, text: string) => parseParameter(name, specs[name]!, text);

describe('parameters', () => {
  test('are read as a person types them', () => {
    expect(read('theta', '.36')).toBe(0.36);
    expect(read('s_prime', '28, 20')).toEqual([28, 20]);
    expect(read('s_prime', '17')).toBe(17);
    expect(read('holding_cost', '0.125')).toBe('0.125');
    expect(read('demand', '4,4,12')).toEqual([4, 4, 12]);
  });

  test('later layers win, defaults fill the rest', () => {
    expect(resolveParameters(specs, { theta: 0.5 }, { theta: 0.25, demand: 9 })).toEqual({
      theta: 0.25,
      s_prime: [28, 20],
      holding_cost: '0.50',
      demand: 9,
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
  ])('%s=%s is refused', (name, text, message) => {
    expect(() => read(name, text)).toThrow(message);
  });

  test('an unknown name is refused with what was probably meant', () => {
    expect(() => resolveParameters(specs, { thetta: 1 })).toThrow(
      expect.objectContaining({ message: expect.stringContaining('Parameter thetta: is not declared'), hint: 'Did you mean theta?' }),
    );
  });
});
