import { describe, expect, it } from 'vitest';
import { computeDecimal, computeExact, exactOf } from './exact.ts';

const cents = { digits: 2 };

describe('a decimal that is typed', () => {
  it.each([
    ['12345678901234.56', '12345678901234.56'],
    ['90071992547409.91', '90071992547409.91'],
    ['0.1+0.2', '0.30'],
    ['1.005', '1.01'],
    ['-1.005', '-1.01'],
    ['-0.001', '0.00'],
    ['10/3*3', '10.00'],
    ['1,5', '1.50'],
    ['.5', '0.50'],
    ['3*(19.99+0.01)', '60.00'],
    ['19%*1000', '190.00'],
    ['1e3', '1000.00'],
    ['2^-2', '0.25'],
    ['round(-2.5)+floor(-0.1)+ceil(0.1)+abs(-7)+sqrt(4)', '7.00'],
    ['5 $', undefined],
    ['1/0', undefined],
    ['sqrt(-1)', undefined],
    ['((9^64)^64)^64', undefined],
    ['1e999', undefined],
    ['abc', undefined],
  ])('%s is %s to the cent', (text, decimal) => expect(computeDecimal(text, '0', cents)).toBe(decimal));

  it('goes on from what is there to the last digit', () => {
    expect(computeDecimal('+=0.01', '90071992547409.90', cents)).toBe('90071992547409.91');
    expect(computeDecimal('*=3', '33333333333333.33', cents)).toBe('99999999999999.99');
  });

  it('ends where the field ends, as that is written', () => {
    const range = { digits: 2, min: -9999.99, max: 9999.99 };
    expect(computeDecimal('1e30', '0', range)).toBe('9999.99');
    expect(computeDecimal('-1e30', '0', range)).toBe('-9999.99');
  });

  it('is nothing where nothing is there', () => expect(computeExact('+=1', exactOf(''))).toBeUndefined());
});
