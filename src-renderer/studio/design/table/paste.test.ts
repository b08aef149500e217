import { expect, test } from 'vitest';
import type { CellEdit } from './cells.ts';
import { planPaste, type Rectangle, toRows, toTsv } from './paste.ts';

const one: Rectangle = { top: 0, left: 0, bottom: 0, right: 0 };
/** Numbers go into a table of three rows and columns; what each place gets. */
function plan(text: string, range = one, takes: RegExp = /^\d*$/) {
  const written: Record<string, string> = {};
  const { problems, cut } = planPaste(text, {
    range,
    rows: 3,
    columns: 3,
    read(cell, row, column) {
      if (!takes.test(cell)) return { problem: cell };
      written[`${row},${column}`] = cell;
      return { edit: {} as CellEdit };
    },
  });
  return { written, problems, cut };
}

test('a block of a spreadsheet lies where the cursor is', () => {
  expect(plan('1\t2\r\n3\t4\r\n').written).toEqual({ '0,0': '1', '0,1': '2', '1,0': '3', '1,1': '4' });
});
test('one text fills all that is chosen', () => {
  expect(Object.keys(plan('7', { top: 0, left: 1, bottom: 2, right: 2 }).written)).toHaveLength(6);
});
test('what has no room is left out and told', () => {
  const { written, cut } = plan('1\n2\n3\n4', { ...one, top: 1, bottom: 1 });
  expect(written).toEqual({ '1,0': '1', '2,0': '2' });
  expect(cut).toEqual({ rows: 4, columns: 1 });
});
test('commas or semicolons part cells where whole lines do not fit', () => {
  expect(plan('1,2\n3,4').written).toMatchObject({ '0,1': '2', '1,0': '3' });
  expect(plan('1;2').written).toMatchObject({ '0,1': '2' });
  expect(plan('1, 2', one, /./).written).toEqual({ '0,0': '1, 2' });
});
test('quotes, tabs and new lines in cells survive', () => {
  const rows = [
    ['a "b"', 'c\td'],
    ['e\nf', ''],
  ];
  expect(toRows(toTsv(rows), '\t')).toEqual(rows);
});
