import { describe, expect, it } from 'vitest';
import { componentText, fieldText, readComponentText, readFieldText } from './value-clipboard.ts';

describe('values in the clipboard', () => {
  it('come back as they were copied', () => {
    expect(readFieldText(fieldText('Shape', 'size', [1, 2, 3]), 'Shape', 'size', false)).toEqual([1, 2, 3]);
    const light = { component: 'Light', values: { intensity: 2, color: '#ff0000' } };
    expect(readComponentText(componentText(light))).toEqual(light);
    expect(readFieldText(componentText(light), 'Light', 'intensity', false)).toBe(2);
    expect(readFieldText(componentText(light), 'Shape', 'intensity', false)).toBeUndefined();
  });

  it('may be any JSON, and for a text field any text', () => {
    expect(readFieldText('[1, 2]', 'Shape', 'size', false)).toEqual([1, 2]);
    expect(readFieldText('hello', 'Label', 'text', false)).toBeUndefined();
    expect(readFieldText('hello', 'Label', 'text', true)).toBe('hello');
    expect(readFieldText('12', 'Label', 'text', true)).toBe('12');
    expect(readFieldText('"hello"', 'Label', 'text', true)).toBe('hello');
  });

  it.each(['{"ledgerquest":"entities","version":1,"entities":[]}', '{"ledgerquest":"field","version":2,"value":1}', ''])(
    '%s is nothing to a field',
    (text) => {
      expect(readFieldText(text, 'Label', 'text', true)).toBeUndefined();
      expect(readComponentText(text)).toBeUndefined();
    },
  );
});
