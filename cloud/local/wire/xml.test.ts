import { expect, test } from 'vitest';
import { childElements, childText, element, parseXml, writeXml } from './xml.ts';

test('what is written can be read again, whatever its characters', () => {
  const texts = ['plain', '<&>"\'', ' spaces kept ', 'line\nfeed', 'ü€😀', ''];
  const root = parseXml(writeXml(element('Root', { Text: texts, Nested: { Deep: 'x' } })));
  expect(childElements(root, 'Text').map((child) => child.children.map(String).join(''))).toEqual(texts);
  expect(childText(root, 'Nested', 'Deep')).toBe('x');
});

test('values that are undefined are left out, arrays repeat their element', () => {
  expect(writeXml(element('A', { B: undefined, C: [1, true], D: [{ E: 'e' }] }, { xmlns: 'u' }))).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<A xmlns="u"><C>1</C><C>true</C><D><E>e</E></D></A>',
  );
});

test('prefixes, comments, declarations and white space between elements do not matter', () => {
  const root = parseXml('<?xml version="1.0"?>\n<!-- c -->\n<s:A xmlns:s="u">\n  <s:B>&#65;&amp;&#x42;</s:B>\n  <C/>\n</s:A>\n');
  expect([root?.name, childText(root, 'B'), childText(root, 'C')]).toEqual(['A', 'A&B', '']);
});

test.each(['', 'text', '<A>', '<A></B>', '<A/><B/>', '<A', '<!DOCTYPE A [<!ENTITY x "y">]><A>&x;</A>', '</A>'])(
  '%j is no document',
  (text) => {
    expect(parseXml(text)).toBeUndefined();
  },
);
