import { expect, test } from 'vitest';
import { addComponent, createPrefab, undo } from '../../editor/actions/index.ts';
import { createTestStudio, type TestEditor, toyProject } from '../../testing/test-editor.ts';
import { allColumns, nameColumn } from './columns.ts';
import { decodeText, escapeText, type ImportPlan, planImport, tableCsv, unescapeText } from './csv.ts';
import { resetCells, setCells } from './set-cells.ts';

/** The toy project's yard, with what a file would change in it. */
async function yard(entities?: object) {
  const level = { ...(JSON.parse(toyProject['levels/yard.json']!) as object), ...(entities && { entities }) };
  const studio = createTestStudio({ templates: { 'supply-chain': { ...toyProject, 'levels/yard.json': JSON.stringify(level) } } });
  const editor = await studio.join('Ada');
  await editor.openProject('project-supply-chain' as never, 'Toy');
  const open = editor.level.get()!;
  const columns = [nameColumn(), ...allColumns(editor.project.get()!.types.get(), Object.values(open.level.get().entities))];
  const plan = (text: string): ImportPlan => planImport(editor, open, text, columns);
  const write = (text: string): Promise<void> => editor.do(setCells, { edits: plan(text).edits });
  return { studio, editor, open, columns, plan, write };
}
const changes = ({ edits }: ImportPlan): string[] =>
  edits.map(({ name, column, value }) => `${name} ${column.id} ${JSON.stringify(value)}`);
const problems = (plan: ImportPlan): string[] => plan.problems.map(({ row, column = '', problem }) => `${row} ${column}: ${problem}`);
const intensity = (editor: TestEditor): unknown => editor.level.get()?.entity('lamp').get()?.components['Light']?.['intensity'];

test('what is exported changes nothing when it is imported', async () => {
  const { editor, open, columns, plan } = await yard();
  await editor.do(setCells, { edits: [{ entity: 'lamp', column: nameColumn(), value: '=HYPERLINK("x")' }] });
  const text = tableCsv(editor, open, Object.keys(open.level.get().entities), columns);
  expect(text).toContain(`lamp,"'=HYPERLINK(""x"")"`);
  expect(plan(text)).toEqual({ edits: [], problems: [], ignored: [], rows: 4 });
});

test('texts that begin like a formula are written so that no spreadsheet computes them, and read back the same', () => {
  for (const text of ['=1+1', '+5', '-x', '@a', "'=1", "''@", "it's", '\tx', '']) {
    expect(escapeText(text)).not.toMatch(/^[=+\-@\t]/);
    expect(unescapeText(escapeText(text))).toBe(text);
  }
});

test('a file with semicolons, decimal commas and a mark, as a German Excel writes it, is read', async () => {
  const { plan } = await yard();
  expect(changes(plan('\uFEFFid;Light.intensity;Transform.position\r\nlamp;2,5;"1,5; 0; -2"\r\n'))).toEqual([
    'Lamp Light.intensity 2.5',
    'Lamp Transform.position [1.5,0,-2]',
  ]);
  expect(decodeText(new Uint8Array([0x54, 0xfc, 0x72]))).toBe('Tür');
});

test('rows are matched by id, else by a name that only one has', async () => {
  const { plan } = await yard({
    a: { name: 'Post', parent: null, order: 'a0', components: { Light: {} } },
    b: { name: 'Post', parent: null, order: 'a1', components: { Light: {} } },
    c: { name: 'Gate', parent: null, order: 'a2', components: { Light: {} } },
  });
  const read = plan('id,name,Light.intensity\na,Pole,2\n,Gate,3\n,Post,4\ngone,Post,5\n,,6\n,Nobody,7\nc,Gate,8\n');
  expect(changes(read)).toEqual(['Post name "Pole"', 'Post Light.intensity 2', 'Gate Light.intensity 3']);
  expect(problems(read)).toEqual([
    '4 : 2 entities are called “Post”; give the id.',
    '5 : No entity has the id “gone”; it may have been deleted.',
    '6 : Neither an id nor a name.',
    '7 : No entity is called “Nobody”.',
    '8 : Gate stands in row 3 already.',
  ]);
});

test.each([
  ['abc', 'Found “abc”; expected a number from 0 to 20.'],
  ['99', 'Found “99”; expected a number from 0 to 20.'],
  ['NaN', 'Found “NaN”; expected a number from 0 to 20.'],
  ['Infinity', 'Found “Infinity”; expected a number from 0 to 20.'],
  ['=SUM(A1:A2)', 'Found the formula “=SUM(A1:A2)”; expected its value.'],
  ['+=5', 'Found “+=5”, which goes by what is there now; expected a value.'],
  ['"1,234"', 'Found “1,234”, which may be a thousand or a fraction; write it without commas.'],
])('%s is refused with its row, its column and what is expected', async (text, problem) => {
  const { plan } = await yard();
  const read = plan(`id,Light.intensity\nlamp,${text}\n`);
  expect(problems(read)).toEqual([`2 Light · Intensity: ${problem}`]);
  expect(read.edits).toEqual([]);
});

test('columns that there are not are named, and a file without id and name is refused', async () => {
  const { plan } = await yard();
  expect(plan('id,colour of the sky,Light.intensity\nlamp,blue,2').ignored).toEqual(['colour of the sky']);
  expect(problems(plan('Light.intensity\n2'))[0]).toContain('The first row names no column id or Name');
  expect(problems(plan('id,Light.intensity\ndoor,2'))).toEqual([
    '2 Light · Intensity: Door has no Light. Add the component in the inspector.',
  ]);
  expect(problems(plan('id,name\nlamp,"Lamp'))[0]).toContain('A quotation mark is not closed.');
});

test('is one step, which another person sees and undo takes back', async () => {
  const { studio, editor, write } = await yard();
  const ben = await studio.join('Ben');
  await ben.openProject('project-supply-chain' as never, 'Toy');
  const before = intensity(editor);
  await write('id,name,tags,Light.intensity\nlamp,Lantern,"old, brass",7\nhouse,Hut,,\n');
  await ben.until(() => ben.level.get()?.entity('house').get()?.name === 'Hut');
  expect(intensity(ben)).toBe(7);
  expect(ben.level.get()?.entity('lamp').get()?.tags).toEqual(['brass', 'old']);
  expect(editor.steps.get().steps).toHaveLength(1);
  await editor.do(undo);
  expect(intensity(editor)).toBe(before);
  expect(editor.level.get()?.entity('lamp').get()).toMatchObject({ name: 'Lamp' });
});

test('cells of an instance are reset to its prefab, others to their default, in one step', async () => {
  const { editor, open, columns } = await yard();
  const column = columns.find(({ id }) => id === 'Light.intensity')!;
  const set = (entity: string, value: number): Promise<void> => editor.do(setCells, { edits: [{ entity, column, value }] });
  const of = (entity: string): unknown => open.entity(entity).get()?.components['Light']?.['intensity'];
  await set('lamp', 5);
  editor.selection.set(['lamp']);
  await editor.do(createPrefab);
  await set('lamp', 9);
  await editor.do(addComponent, { entities: ['door'], component: 'Light' });
  await set('door', 7);
  expect(open.instance('lamp').get()?.components['Light']).toEqual({ intensity: 9 });
  const steps = editor.steps.get().steps.length;
  await editor.do(resetCells, { cells: ['lamp', 'door'].map((entity) => ({ entity, column })) });
  expect([of('lamp'), of('door'), editor.steps.get().steps.length]).toEqual([5, 1, steps + 1]);
  expect(open.instance('lamp').get()?.components['Light']).toBe(undefined);
});

test('a hundred thousand rows are read in a moment', async () => {
  const { plan } = await yard();
  const rows = Array.from({ length: 100_000 }, (_, at) => `gone${at},3`);
  const read = plan(`id,Light.intensity\nlamp,3\n${rows.join('\n')}\n`);
  expect([read.rows, read.edits.length, read.problems.length]).toEqual([100_001, 1, 100_000]);
});
