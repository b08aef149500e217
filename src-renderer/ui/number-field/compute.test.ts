import { describe, expect, it } from 'vitest';
import { compute } from './compute.ts';

describe('a number field computes what is typed', () => {
  it.each([
    ['12', 12],
    ['2*1.5', 3],
    ['(3+4)/2', 3.5],
    ['-2^2', -4],
    ['2^-1', 0.5],
    ['50%', 0.5],
    ['1,5', 1.5],
    [' 7 - -2 ', 9],
    ['2×3÷4', 1.5],
    ['sqrt(9)*2', 6],
    ['round(2*pi)', 6],
    ['1e3', 1000],
    ['2,5E-1*4', 1],
  ])('%s is %d', (text, value) => expect(compute(text)).toBe(value));

  it.each([
    ['+=5', 15],
    ['-=5', 5],
    ['*=1.5', 15],
    ['/=4', 2.5],
  ])('%s from 10 is %d', (text, value) => expect(compute(text, 10)).toBe(value));

  it.each([
    ['50cm', 'm', 0.5],
    ['1 m + 20 cm', 'm', 1.2],
    ['12 cases', 'cases', 12],
    ['180°', 'rad', Math.PI],
    ['3.141592653589793 rad', '°', 180],
    ['1e2 cm', 'm', 1],
    ['2 t', 'kg', 2000],
    ['36 km/h', 'm/s', 10],
  ])('%s in %s is %d', (text, unit, value) => expect(compute(text, 0, unit)).toBeCloseTo(value, 12));

  it('a unit of another kind is nothing', () => expect(compute('3 kg', 0, 'm')).toBeUndefined());

  it.each([
    '',
    'abc',
    'sqrt',
    'sqrt 4',
    'pi(2)',
    '5 m',
    '1/0',
    '(1',
    '1 2',
    '2**3',
    'alert(1)',
    '--',
    '+=',
    '1e999',
    '1e',
    'NaN',
    'sqrt(-1)',
  ])('%j is nothing', (text) => expect(compute(text)).toBeUndefined());
});
