import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { useGone } from '../analyse/script/use-gone.ts';
import { ScriptPanel } from '../analyse/script/script-panel.tsx';
import { Levels } from '../design/levels/levels.tsx';
import { useCell, useEditor, useMaybeCell } from '../react.ts';
import { renderWith } from '../testing/render.tsx';
import { toyProject, type TestEditor } from '../testing/test-editor.ts';
import { addScript, authoringActions, deleteScriptAt, newScript, renameScriptAt, runScriptHere } from './actions.ts';
import { createLevel, deleteLevel, deleteScript } from './authoring.ts';
import { authoringDialogs } from './index.ts';

function Asked() {
  const open = useCell(useEditor().dialog);
  const Dialog = open === undefined ? undefined : authoringDialogs[open];
  return Dialog ? <Dialog /> : null;
}
/** Until there is a script: then it shows the code, which the tests of the Script panel are about. */
function WithoutScripts() {
  const refs = useMaybeCell(useCell(useEditor().project)?.scriptRefs);
  return refs?.length === 0 ? <ScriptPanel /> : null;
}

const two = {
  'supply-chain': {
    ...toyProject,
    'scripts/tick.ts': '// tick\n',
    'levels/yard.json': JSON.stringify({ ...(JSON.parse(toyProject['levels/yard.json']!) as object), scripts: ['scripts/tick.ts'] }),
  },
};
const scripts = (editor: TestEditor): readonly string[] => editor.level.get()?.head.get().scripts ?? [];
const paths = (editor: TestEditor): string[] => editor.project.get()!.scripts.map(({ path }) => path);
const levels = (editor: TestEditor): string[] => editor.project.get()!.levels.map(({ name }) => name);
const field = (name: string) => page.getByRole('searchbox', { name });
const ben = async (studio: Awaited<ReturnType<typeof renderWith>>['studio']): Promise<TestEditor> => {
  const editor = await studio.join('Ben');
  await editor.openProject('project-supply-chain' as never, 'Toy');
  return editor;
};
const choose = async (menu: string, entry: string): Promise<void> => {
  await page.getByRole('button', { name: menu, exact: true }).click();
  await page.getByRole('menuitem', { name: entry }).click();
};

describe('a script', () => {
  test('is made where there is none: by name and language, in the level, about the selected entity, for everybody', async () => {
    const { editor, studio } = await renderWith(
      <>
        <WithoutScripts />
        <Asked />
      </>,
    );
    const other = await ben(studio);
    await expect.element(page.getByText('This project has no scripts')).toBeVisible();
    editor.selection.set(['lamp']);
    await page.getByRole('button', { name: 'New script…' }).click();
    await expect.element(page.getByRole('checkbox', { name: 'Runs in the level Yard' })).toBeChecked();
    await expect.element(page.getByRole('checkbox', { name: 'Begins with what Lamp does' })).toBeChecked();
    await field('Name of the script').fill('glow');
    await page.getByRole('button', { name: 'Make script' }).click();
    await expect.poll(() => scripts(editor)).toEqual(['scripts/glow.ts']);
    await expect.poll(() => paths(other)).toEqual(['scripts/glow.ts']);
    expect(scripts(other)).toEqual(['scripts/glow.ts']);
    const text = (await other.project.get()!.script('scripts/glow.ts')).text.get();
    expect(text).toContain("row.key === 'lamp'");
    expect(text).toContain("kpi('glow', ");
    expect(editor.project.get()!.file.get().kpis['glow']).toEqual({ label: 'glow', kind: 'number' });
    expect(editor.reveal.get()).toBe('script');
    await editor.press('Mod+Z');
    const all = () => [scripts(other), other.project.get()!.file.get().kpis['glow']?.label, paths(other)];
    await expect.poll(all).toEqual([[], undefined, []]);
    await editor.press('Mod+Shift+Z');
    await expect.poll(all).toEqual([['scripts/glow.ts'], 'glow', ['scripts/glow.ts']]);
  });

  test('cannot be called otherwise than a file of every system: what is wrong stands at the field', async () => {
    const { editor } = await renderWith(<Asked />, { templates: two });
    await editor.do(newScript);
    const said = page.getByRole('alert');
    for (const [name, words] of [
      ['🌙', 'letters a to z'],
      ['a/b', 'no /'],
      ['-x', 'begins with a letter'],
      ['Con', 'Windows keeps the name Con'],
      ['TICK', 'a script tick.ts already'],
    ] as const) {
      await field('Name of the script').fill(name);
      await expect.poll(() => said.element().textContent).toContain(words);
      await page.getByRole('button', { name: 'Make script' }).click();
    }
    await field('Name of the script').fill(' ');
    await page.getByRole('button', { name: 'Make script' }).click();
    await expect.element(said).toHaveTextContent('A script needs a name.');
    expect(paths(editor)).toEqual(['scripts/tick.ts']);
  });

  test('is called otherwise, and the level that runs it follows', async () => {
    const { editor, studio } = await renderWith(<Asked />, { templates: two });
    const other = await ben(studio);
    await editor.do(renameScriptAt, { path: 'scripts/tick.ts' });
    await field('Name of the script').fill('clock');
    await page.getByRole('button', { name: 'Rename' }).click();
    await expect.poll(() => paths(other)).toEqual(['scripts/clock.ts']);
    expect([scripts(editor), scripts(other)]).toEqual([['scripts/clock.ts'], ['scripts/clock.ts']]);
    expect((await editor.project.get()!.script('scripts/clock.ts')).text.get()).toBe('// tick\n');
    await editor.press('Mod+Z');
    await expect.poll(() => [paths(other), scripts(other)]).toEqual([['scripts/tick.ts'], ['scripts/tick.ts']]);
    await editor.press('Mod+Shift+Z');
    await expect.poll(() => [paths(other), scripts(other)]).toEqual([['scripts/clock.ts'], ['scripts/clock.ts']]);
  });

  test('says who runs it before it is deleted', async () => {
    const { editor, studio } = await renderWith(<Asked />, { templates: two });
    const other = await ben(studio);
    await editor.do(deleteScriptAt, { path: 'scripts/tick.ts' });
    await expect.element(page.getByText('It runs in “Yard”, and is taken out of there.')).toBeVisible();
    await page.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => paths(other)).toEqual([]);
    expect(scripts(editor)).toEqual([]);
    expect(editor.notices.list.get().at(-1)).toMatchObject({ title: 'tick.ts is deleted', action: { label: 'Bring it back' } });
  });

  test('takes the KPI that only it records with it, and one step or the notice brings all of it back', async () => {
    const project = JSON.parse(toyProject['ledgerquest.json']!) as { kpis: object };
    const { editor, studio } = await renderWith(<Asked />, {
      templates: {
        'supply-chain': {
          ...two['supply-chain'],
          'ledgerquest.json': JSON.stringify({ ...project, kpis: { ...project.kpis, lit: { label: 'Lit', kind: 'number' } } }),
          'scripts/tick.ts': "kpi('lit', 1);\n",
        },
      },
    });
    const other = await ben(studio);
    const all = () => [scripts(other), Object.keys(other.project.get()!.file.get().kpis).toSorted(), paths(other)];
    const there = [['scripts/tick.ts'], ['lit', 'total'], ['scripts/tick.ts']];
    const gone = [[], ['total'], []];
    await editor.do(deleteScriptAt, { path: 'scripts/tick.ts' });
    await expect.element(page.getByRole('checkbox', { name: 'Delete what only it records, too: “lit”' })).toBeChecked();
    await page.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(all).toEqual(gone);
    editor.notices.list
      .get()
      .find(({ action }) => action)!
      .action!.run();
    await expect.poll(all).toEqual(there);
    for (const now of [gone, there]) {
      await editor.press('Mod+Z');
      await expect.poll(all).toEqual(now);
    }
    await editor.press('Mod+Shift+Z');
    await expect.poll(all).toEqual(gone);
  });

  test('runs in the level or not, as one step', async () => {
    const { editor } = await renderWith(<Asked />, { templates: two });
    await editor.do(runScriptHere, { path: 'scripts/tick.ts', runs: false });
    await expect.poll(() => scripts(editor)).toEqual([]);
    await editor.press('Mod+Z');
    expect(scripts(editor)).toEqual(['scripts/tick.ts']);
  });
});

/** What the Script panel does for the script that it shows. */
function Shown() {
  useGone(useEditor(), useMaybeCell(useCell(useEditor().project)?.scriptRefs)?.[0]?.path);
  return null;
}

test('who sees a script that another person deletes is told who and what, and brings back all that went with it', async () => {
  const project = JSON.parse(toyProject['ledgerquest.json']!) as { kpis: object };
  const lit = { 'ledgerquest.json': JSON.stringify({ ...project, kpis: { ...project.kpis, lit: { label: 'Lit', kind: 'number' } } }) };
  const { editor, studio } = await renderWith(<Shown />, { templates: { 'supply-chain': { ...two['supply-chain'], ...lit } } });
  const other = await ben(studio);
  const all = () => [paths(other), scripts(other), Object.keys(other.project.get()!.file.get().kpis).toSorted()];
  await deleteScript(other, 'scripts/tick.ts', ['lit']);
  const offers = () => editor.notices.list.get().flatMap(({ title, action }) => (action ? [`${title}: ${action.label}`] : []));
  await expect.poll(offers).toEqual(['Ben deleted tick.ts: Bring it back']);
  expect(all()).toEqual([[], [], ['total']]);
  editor.notices.list.get()[0]!.action!.run();
  await expect.poll(all).toEqual([['scripts/tick.ts'], ['scripts/tick.ts'], ['lit', 'total']]);
  expect(other.notices.list.get().filter(({ action }) => action)).toEqual([]);
  await deleteScript(editor, 'scripts/tick.ts');
  await expect.poll(() => editor.notices.list.get().map(({ title }) => title)).toEqual(['tick.ts is deleted']);
});

describe('a level', () => {
  test('is made, copied, called otherwise, made the start and deleted from the list, for everybody; the last one stays', async () => {
    const { editor, studio } = await renderWith(
      <>
        <Levels />
        <Asked />
      </>,
    );
    const other = await ben(studio);
    await page.getByRole('button', { name: 'What is done with Yard' }).click();
    await expect.element(page.getByRole('menuitem', { name: 'Delete level…' })).toHaveAttribute('aria-disabled', 'true');
    await page.getByRole('menuitem', { name: 'Duplicate level…' }).click();
    await expect.element(field('Name of the level')).toHaveValue('Yard copy');
    await page.getByRole('button', { name: 'Duplicate', exact: true }).click();
    await expect.poll(() => levels(other)).toEqual(['Yard', 'Yard copy']);
    expect(editor.level.get()?.entity('lamp').get()?.name).toBe('Lamp');

    await page.getByRole('button', { name: 'New level…' }).click();
    await field('Name of the level').fill('yard');
    await expect.element(page.getByRole('alert')).toHaveTextContent('There is a level “Yard” already.');
    await field('Name of the level').fill('Night');
    await page.getByRole('button', { name: 'Make level' }).click();
    await expect.poll(() => editor.level.get()?.ref.path).toBe('levels/night.json');

    await choose('What is done with Night', 'Rename level…');
    await field('Name of the level').fill('🌙 الليل');
    await page.getByRole('button', { name: 'Rename' }).click();
    await expect.poll(() => editor.level.get()?.head.get().name).toBe('🌙 الليل');
    await choose('What is done with 🌙 الليل', 'Start with this level');
    await expect.poll(() => other.project.get()!.file.get().levels[0]).toBe('levels/night.json');
    await editor.press('Mod+Z');
    await editor.press('Mod+Z');
    expect([editor.level.get()?.head.get().name, other.project.get()!.file.get().levels[0]]).toEqual(['Night', 'levels/yard.json']);

    await choose('What is done with Night', 'Delete level…');
    await page.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => levels(other)).toEqual(['Yard', 'Yard copy']);
    expect(editor.level.get()?.ref.path).toBe('levels/yard.json');
    expect(editor.notices.list.get().at(-1)).toMatchObject({ title: 'The level “Night” is deleted' });
  });
});

test('a level that comes, goes or comes back does so with its name in the project, there and back', async () => {
  const { editor, studio } = await renderWith(<Asked />);
  const other = await ben(studio);
  const both = () => [levels(other), other.project.get()!.file.get().levels];
  const one = [['Yard'], ['levels/yard.json']];
  const night = [
    ['Yard', 'Night'],
    ['levels/yard.json', 'levels/night.json'],
  ];
  await createLevel(editor, 'Night');
  await expect.poll(both).toEqual(night);
  const [made] = editor.project.get()!.levels.slice(1);
  await deleteLevel(editor, made!);
  await expect.poll(both).toEqual(one);
  editor.notices.list
    .get()
    .find(({ action }) => action)!
    .action!.run();
  await expect.poll(both).toEqual(night);
  for (const there of [one, night, one]) {
    await editor.press('Mod+Z');
    await expect.poll(both).toEqual(there);
  }
  for (const there of [night, one, night]) {
    await editor.press('Mod+Shift+Z');
    await expect.poll(both).toEqual(there);
  }
  expect(editor.level.get()?.ref.path).toBe('levels/night.json');
});

describe('the project’s settings', () => {
  const open = async () => {
    const rendered = await renderWith(<Asked />);
    rendered.editor.dialog.set('project-settings');
    return rendered;
  };
  const type = async (name: string, text: string): Promise<void> => {
    await page.getByRole('textbox', { name, exact: true }).fill(text);
    (document.activeElement as HTMLElement).blur();
  };
  const file = (editor: TestEditor) => editor.project.get()!.file.get();

  test('rename and describe it for everybody, each one step', async () => {
    const { editor, studio } = await open();
    const other = await ben(studio);
    await type('Name of the project', 'Lantern market');
    await type('Description', 'By night.');
    await expect.poll(() => file(other)).toMatchObject({ name: 'Lantern market', description: 'By night.' });
    await type('Name of the project', ' ');
    await expect.element(page.getByRole('alert')).toBeVisible();
    await editor.press('Mod+Z');
    await editor.press('Mod+Z');
    expect([file(other).name, file(other).description]).toEqual(['Toy', undefined]);
  });

  test('declare knobs and figures: range, unit and default are checked, a new id is followed, undo takes it back', async () => {
    const { editor } = await open();
    await page.getByRole('button', { name: 'New parameter' }).click();
    await type('Label of parameter', 'Night shift');
    await type('Unit of night-shift', 'lamps');
    await type('Most of night-shift', '5');
    await type('Default of night-shift', '9');
    await expect.element(page.getByRole('alert')).toBeVisible();
    await type('Default of night-shift', '3');
    await expect
      .poll(() => file(editor).parameters['night-shift'])
      .toEqual({ kind: 'number', label: 'Night shift', unit: 'lamps', max: 5, default: 3 });
    await type('Id of rate', 'Rate!');
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent('An id has small letters and digits, words joined by - or _, and begins with a letter.');
    await type('Id of rate', 'speed');
    await expect.poll(() => file(editor).scenarios['fast']?.values).toEqual({ speed: 3 });
    expect(Object.keys(file(editor).parameters).toSorted()).toEqual(['night-shift', 'speed']);
    await editor.press('Mod+Z');
    expect([file(editor).scenarios['fast']?.values, file(editor).parameters['rate']?.default]).toEqual([{ rate: 3 }, 1]);
    await page.getByRole('button', { name: 'Delete parameter rate' }).click();
    await expect.poll(() => file(editor).scenarios['fast']?.values).toEqual({});
    await page.getByRole('button', { name: 'New scenario' }).click();
    await expect.element(page.getByRole('textbox', { name: 'Name of scenario', exact: true })).toHaveFocus();
    await type('Name of scenario', 'Quiet night');
    await expect.poll(() => file(editor).scenarios['quiet-night']?.name).toBe('Quiet night');
  });
});

test('the keyboard stays in a declaration whose id follows its label; what is typed wrong is said, and Escape takes only that back', async () => {
  const { editor } = await renderWith(<Asked />, { templates: two });
  editor.dialog.set('project-settings');
  const spec = () => editor.project.get()!.file.get().parameters['swing'];
  await page.getByRole('button', { name: 'New parameter' }).click();
  await userEvent.keyboard('Swing{Tab}');
  await expect.element(page.getByRole('textbox', { name: 'Id of swing', exact: true })).toHaveFocus();
  const least = page.getByRole('textbox', { name: 'Least of swing', exact: true });
  await least.fill('two');
  await userEvent.keyboard('{Tab}');
  await expect.element(page.getByText(/is no number/)).toBeVisible();
  await least.fill('2,5');
  await userEvent.keyboard('{Tab}');
  await expect.poll(spec).toMatchObject({ min: 2.5, default: 2.5 });
  await least.fill('9');
  await userEvent.keyboard('{Escape}');
  expect(editor.dialog.get()).toBe('project-settings');
  expect(spec()).toMatchObject({ min: 2.5 });
});

test('undo and redo take the project’s steps in its settings, a field’s own text first, and leave others to where they are seen', async () => {
  const { editor } = await renderWith(<Asked />, { templates: two });
  await editor.do(runScriptHere, { path: 'scripts/tick.ts', runs: false });
  editor.dialog.set('project-settings');
  const name = () => editor.project.get()!.file.get().name;
  const parameters = () => Object.keys(editor.project.get()!.file.get().parameters);
  const field = page.getByRole('textbox', { name: 'Name of the project', exact: true });
  await field.fill('Night');
  await userEvent.keyboard('{Enter}');
  expect(name()).toBe('Night');
  await page.getByRole('button', { name: 'New parameter' }).click();
  expect(parameters()).toContain('parameter');
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.poll(parameters).not.toContain('parameter');
  await field.click();
  await userEvent.keyboard('{End}s{Control>}z{/Control}');
  expect([name(), (field.element() as HTMLInputElement).value]).toEqual(['Night', 'Night']);
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.poll(() => [name(), (field.element() as HTMLInputElement).value]).toEqual(['Toy', 'Toy']);
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.element(page.getByText('That step was not in the project’s settings.', { exact: false })).toBeVisible();
  expect(scripts(editor)).toEqual([]);
  await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
  await expect.poll(name).toBe('Night');
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
});

test('in the project’s settings, too, a press waits for a step with files that is on its way', async () => {
  const { editor } = await renderWith(<Asked />);
  const project = editor.project.get()!;
  const slow: (() => void)[] = [];
  const wait = () => new Promise<boolean>((resolve) => slow.push(() => resolve(true)));
  const change = (origin: Parameters<typeof project.write>[1]): void => project.write([{ path: ['name'], value: 'Market' }], origin);
  editor.history.step('Open', change, { of: project.document, comes: 'redo', undo: wait, redo: wait });
  editor.dialog.set('project-settings');
  await expect.element(page.getByRole('button', { name: 'New parameter' })).toBeVisible();
  (page.getByRole('button', { name: 'New parameter' }).element() as HTMLElement).focus();
  await userEvent.keyboard('{Control>}z{/Control}{Control>}y{/Control}');
  slow[0]!();
  await expect.poll(() => slow.length).toBe(2);
  slow[1]!();
  await expect.poll(() => [editor.stepsWaiting.get(), project.file.get().name]).toEqual([0, 'Market']);
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
});

test('what scripts name is deleted only when one says so twice', async () => {
  const named = { 'supply-chain': { ...two['supply-chain'], 'scripts/tick.ts': 'const pace = params.rate;\n' } };
  const { editor } = await renderWith(<Asked />, { templates: named });
  editor.dialog.set('project-settings');
  const has = (): boolean => Object.hasOwn(editor.project.get()!.file.get().parameters, 'rate');
  await page.getByRole('button', { name: 'Delete parameter rate' }).click();
  await expect.element(page.getByRole('alert').getByText(/names rate, and will stop where it does/)).toBeVisible();
  await page.getByRole('button', { name: 'Keep it' }).click();
  expect(has()).toBe(true);
  await page.getByRole('button', { name: 'Delete parameter rate' }).click();
  await page.getByRole('button', { name: 'Delete anyway' }).click();
  await expect.poll(has).toBe(false);
});

test('who looks on makes nothing', async () => {
  const { editor } = await renderWith(<Asked />, {}, 'viewer');
  editor.selection.set(['lamp']);
  for (const action of [...authoringActions, addScript].filter(({ id }) => id !== 'project.settings')) {
    await editor.do(action);
    expect(editor.dialog.get()).toBeUndefined();
  }
});
