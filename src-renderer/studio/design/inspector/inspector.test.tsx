import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { addComponent, createPrefab, removeComponent, setFields } from '../../editor/actions/index.ts';
import { renderWith } from '../../testing/render.tsx';
import type { TestEditor } from '../../testing/test-editor.ts';
import { commentsOf } from '../../comments/index.ts';
import { Inspector } from './inspector.tsx';

const field = (name: string) => page.getByRole('spinbutton', { name, exact: true });
const value = (editor: TestEditor, key: string, component: string, name: string): unknown =>
  editor.level.get()?.entity(key).get()?.components[component]?.[name];

describe('the inspector', () => {
  it('says what to do while nothing is selected', async () => {
    await renderWith(<Inspector />);
    await expect.element(page.getByText('Nothing is selected')).toBeVisible();
  });

  it('makes a card of each component, its fields labelled by component and field', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house']);
    await expect.element(field('Transform position x')).toHaveValue('1');
    await expect.element(page.getByRole('combobox', { name: 'Shape kind' })).toHaveTextContent('Box');
    await expect.element(page.getByRole('switch', { name: 'Shape shadow' })).toBeChecked();
    await expect.element(page.getByRole('textbox', { name: 'Shape color' })).toBeVisible();
  });

  it('computes what is typed, in one step that undo takes back', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house']);
    await field('Transform position x').fill('2*1.5');
    await userEvent.keyboard('{Enter}');
    expect(value(editor, 'house', 'Transform', 'position')).toEqual([3, 0, 0]);
    await field('Transform position x').fill('nonsense');
    await expect.element(field('Transform position x')).toHaveAttribute('aria-invalid', 'true');
    await userEvent.keyboard('{Escape}');
    expect(value(editor, 'house', 'Transform', 'position')).toEqual([3, 0, 0]);
    await editor.press('Mod+Z');
    await expect.element(field('Transform position x')).toHaveValue('1');
  });

  it('shows who else is at a field, as long as they are, and tells others where this person is', async () => {
    const { editor, studio } = await renderWith(<Inspector />);
    const grace = await studio.join('Grace');
    await grace.openProject('project-supply-chain' as never, 'Toy');
    editor.selection.set(['house']);
    await field('Transform position x').click();
    expect(grace.people.get()[0]?.state.editing).toBe('house/Transform.position');
    grace.announce({ editing: 'house/Shape.size' });
    await expect.element(page.getByRole('group', { name: 'Shape size' }).getByRole('note')).toHaveAccessibleName('Grace is at this field');
    grace.announce({ editing: undefined });
    await expect.element(page.getByRole('note')).not.toBeInTheDocument();
    await userEvent.keyboard('{Tab}{Tab}{Tab}');
    await expect.poll(() => grace.people.get()[0]?.state.editing).toBe('house/Transform.rotation');
  });

  it('has groups as ticks with their names; for several what only some are in is neither, and a tick leaves the others alone', async () => {
    const { editor } = await renderWith(<Inspector />);
    await editor.do(addComponent, { entities: ['house', 'lamp'], component: 'Collider' });
    const set = (entity: string, component: string, field: string, to: string | number) => ({ entity, component, field, value: to });
    await editor.do(setFields, {
      changes: [set('house', 'Collider', 'groups', 0b1001), set('lamp', 'Collider', 'groups', 0b1010)],
      what: 'groups',
    });
    editor.selection.set(['house']);
    await expect.element(page.getByRole('button', { name: 'Collider groups: Group 1, Group 4', exact: true })).toBeVisible();
    editor.selection.set(['house', 'lamp']);
    await page.getByRole('button', { name: 'Collider groups: Differ', exact: true }).click();
    const tick = (name: string) => page.getByRole('checkbox', { name, exact: true });
    await expect.element(tick('Group 4')).toBeChecked();
    expect((tick('Group 2').element() as HTMLInputElement).indeterminate).toBe(true);
    await tick('Group 16').click();
    expect(['house', 'lamp'].map((key) => value(editor, key, 'Collider', 'groups'))).toEqual([0x8009, 0x800a]);
    await tick('Group 2').click();
    await tick('Group 4').click();
    expect(['house', 'lamp'].map((key) => value(editor, key, 'Collider', 'groups'))).toEqual([0x8003, 0x8002]);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    expect(value(editor, 'lamp', 'Collider', 'groups')).toBe(65_535);
    await editor.press('Mod+Z');
    expect(value(editor, 'lamp', 'Collider', 'groups')).toBe(0x8002);
  });

  it('calls the teams that a trigger notices by their names', async () => {
    const { editor } = await renderWith(<Inspector />);
    await editor.do(addComponent, { entities: ['lamp'], component: 'Team' });
    await editor.do(addComponent, { entities: ['house'], component: 'Trigger' });
    const set = (entity: string, component: string, field: string, to: string | number) => ({ entity, component, field, value: to });
    const changes = [set('lamp', 'Team', 'number', 3), set('lamp', 'Team', 'name', 'Reds'), set('house', 'Trigger', 'groups', 0b1001)];
    await editor.do(setFields, { changes, what: 'team' });
    editor.selection.set(['house']);
    await expect.element(page.getByRole('button', { name: 'Trigger groups: Team 0, Reds', exact: true })).toBeVisible();
  });

  it('steps with the arrows and keeps to the range', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house']);
    await field('Shape size x').click();
    await userEvent.keyboard('{ArrowUp}{Shift>}{ArrowUp}{/Shift}');
    await expect.poll(() => value(editor, 'house', 'Shape', 'size')).toEqual([2.1, 1, 1]);
    await field('Shape size x').fill('-5');
    await userEvent.keyboard('{Enter}');
    expect(value(editor, 'house', 'Shape', 'size')).toEqual([0, 1, 1]);
  });

  it('stops at the ends of what a field can hold, whether its component names a range or not', async () => {
    const { editor } = await renderWith(<Inspector />);
    await editor.do(addComponent, { entities: ['lamp'], component: 'Seat' });
    editor.selection.set(['lamp']);
    await field('Seat owner').click();
    await userEvent.keyboard('{ArrowDown}');
    await field('Seat owner').fill('70000');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => value(editor, 'lamp', 'Seat', 'owner')).toBe(65_535);
    await field('Seat owner').fill('-=70000');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => value(editor, 'lamp', 'Seat', 'owner')).toBe(0);
    expect(editor.notices.list.get()).toEqual([]);
  });

  it('says what a field takes when something else is pasted into it', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house']);
    editor.clipboardText.push('"tall"');
    await page.getByText('Size', { exact: true }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Paste value' }).click();
    await expect.poll(() => editor.notices.list.get()[0]?.title).toContain('Shape.size takes 3 numbers');
    expect(editor.steps.get().steps).toEqual([]);
  });

  it('shows what differs as mixed, and edits all of them, each from its own value', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house', 'door']);
    await expect.element(field('Transform position x')).toHaveValue('');
    await expect.element(field('Transform position z')).toHaveValue('0');
    await expect.element(page.getByText('On some of them: Shape')).toBeVisible();
    await field('Transform position x').fill('+=5');
    await userEvent.keyboard('{Enter}');
    expect([value(editor, 'house', 'Transform', 'position'), value(editor, 'door', 'Transform', 'position')]).toEqual([
      [6, 0, 0],
      [5, 1, 0],
    ]);
    expect(editor.steps.get().steps).toHaveLength(1);
  });

  it('shows rotations in degrees', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house']);
    await field('Transform rotation y').fill('90');
    await userEvent.keyboard('{Enter}');
    const [x, y, z, w] = value(editor, 'house', 'Transform', 'rotation') as number[];
    expect([x, z]).toEqual([0, 0]);
    expect(y).toBeCloseTo(Math.SQRT1_2, 12);
    expect(w).toBeCloseTo(Math.SQRT1_2, 12);
    await expect.element(field('Transform rotation y')).toHaveValue('90');
  });

  it('adds and removes components', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['lamp']);
    await page.getByRole('button', { name: 'Add component' }).click();
    await page.getByRole('combobox', { name: 'Find a component' }).fill('physics moves');
    await expect.element(page.getByRole('option', { name: 'Rigid body' })).toHaveAccessibleDescription('A body that physics moves.');
    await userEvent.keyboard('{Enter}');
    await expect.element(field('RigidBody mass')).toBeVisible();
    await page.getByRole('button', { name: 'Rigid body options' }).click();
    await page.getByRole('menuitem', { name: 'Remove Rigid body' }).click();
    await expect.element(field('RigidBody mass')).not.toBeInTheDocument();
    expect(editor.steps.get().steps).toHaveLength(2);
  });

  it('follows what another person edits', async () => {
    const { editor, studio } = await renderWith(<Inspector />);
    editor.selection.set(['house']);
    const grace = await studio.join('Grace');
    await grace.openProject('project-supply-chain' as never, 'Toy');
    const gesture = grace.gesture('Move House');
    gesture?.set([{ entity: 'house', component: 'Transform', field: 'position', value: [42, 0, 0] }]);
    gesture?.end();
    await expect.element(field('Transform position x')).toHaveValue('42');
  });

  it('spells out what components are called', async () => {
    const { editor } = await renderWith(<Inspector />);
    await editor.do(addComponent, { entities: ['house'], component: 'NavObstacle' });
    editor.selection.set(['house']);
    await expect.element(page.getByRole('button', { name: 'Nav obstacle', exact: true })).toBeVisible();
  });

  it('shows a number that does not fit with its sign, and that some of it is cut', async () => {
    const { editor } = await renderWith(<Inspector />);
    await editor.do(setFields, {
      changes: [{ entity: 'lamp', component: 'Transform', field: 'position', value: [-1234.269, 0, 0] }],
      what: 'x',
    });
    editor.selection.set(['lamp']);
    await expect.element(field('Transform position x')).toHaveValue('-1234.269');
    const input = field('Transform position x').element() as HTMLInputElement;
    expect([input.scrollLeft, getComputedStyle(input).textOverflow]).toEqual([0, 'ellipsis']);
  });

  it('shows a viewer that its fields cannot be used', async () => {
    const { editor } = await renderWith(<Inspector />, {}, 'viewer');
    editor.selection.set(['house']);
    const opacityOf = (element: Element | null): string => (element ? getComputedStyle(element).opacity : '');
    await expect.element(field('Transform position x')).toBeDisabled();
    expect(opacityOf(field('Transform position x').element().parentElement)).toBe('0.55');
    expect(opacityOf(page.getByRole('switch', { name: 'Shape shadow' }).element())).toBe('0.55');
  });

  it('lets a viewer look only', async () => {
    const { editor } = await renderWith(<Inspector />, {}, 'viewer');
    editor.selection.set(['house']);
    await expect.element(field('Transform position x')).toBeDisabled();
  });

  it('marks its fields as the document’s while a run is shown, with the run’s own values beside those that differ', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house']);
    editor.preview.chooseScenario('slow');
    await expect.element(page.getByRole('note', { name: 'Shown run' })).not.toBeInTheDocument();
    await editor.preview.run();
    editor.preview.seek(12);
    await editor.until(() => editor.preview.frame.get()?.tick === 12);
    await expect
      .element(page.getByRole('note', { name: 'Shown run' }))
      .toHaveTextContent('Values of the document. Beside them: Slow, Week 12.');
    const card = page.getByRole('region', { name: 'Transform' });
    await expect.element(card.getByText('13, 0, 0 m in this run')).toBeVisible();
    expect(card.getByText(/in this run/).elements()).toHaveLength(1);
    await expect.element(field('Transform position x')).toHaveValue('1');
    editor.preview.stop();
    await expect.element(page.getByText(/in this run/)).not.toBeInTheDocument();
  });

  it('says “different values” where the selected differ in the run', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house', 'door']);
    editor.preview.chooseScenario('slow');
    await editor.preview.run();
    await expect.element(page.getByText('different values in this run')).toBeVisible();
  });

  it('says of which prefab it is an instance, marks what differs, and puts back what is left out', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house']);
    await editor.do(createPrefab);
    await expect.element(page.getByText('Instance of House')).toBeVisible();
    await field('Shape size x').fill('3');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => editor.level.get()?.instance('house').get()?.components['Shape']).toEqual({ size: [3, 1, 1] });
    await page.getByText('Size', { exact: true }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Reset to its prefab' }).click();
    await expect.element(field('Shape size x')).toHaveValue('1');
    await editor.do(removeComponent, { entities: ['house'], component: 'Shape' });
    await expect.element(page.getByText('Shape is left out')).toBeVisible();
    await page.getByRole('button', { name: 'Put back' }).click();
    await expect.element(field('Shape size x')).toHaveValue('1');
    await page.getByRole('button', { name: 'Instance of House: options' }).click();
    await page.getByRole('menuitem', { name: 'Unpack the instance' }).click();
    await expect.element(page.getByText('Instance of House')).not.toBeInTheDocument();
    expect(value(editor, 'house', 'Shape', 'kind')).toBe('box');
  });

  it('begins a comment on one field', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house']);
    await page.getByText('Size', { exact: true }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Comment on this field' }).click();
    expect(commentsOf(editor).drafted.get()).toEqual({ entity: 'house', name: 'House', field: { component: 'Shape', field: 'size' } });
    expect(editor.reveal.get()).toBe('comments');
  });

  it('changes values that differ each from its own, by the arrows as well', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house', 'door']);
    await field('Transform position x').click();
    await userEvent.keyboard('{ArrowUp}');
    await expect.poll(() => value(editor, 'house', 'Transform', 'position')).toEqual([1.1, 0, 0]);
    expect(value(editor, 'door', 'Transform', 'position')).toEqual([0.1, 1, 0]);
    await field('Transform rotation y').fill('90');
    await userEvent.keyboard('{Enter}');
    await field('Transform rotation y').fill('-=30');
    await userEvent.keyboard('{Enter}');
    await expect.element(field('Transform rotation y')).toHaveValue('60');
  });

  it('takes another unit of the same kind', async () => {
    const { editor } = await renderWith(<Inspector />);
    await editor.do(addComponent, { entities: ['lamp'], component: 'Label' });
    editor.selection.set(['lamp']);
    await field('Label size').fill('150 cm');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => value(editor, 'lamp', 'Label', 'size')).toBe(1.5);
  });

  it('takes another unit in each number of a vector, radians for degrees, and an exponent', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house']);
    await field('Transform position x').fill('150 cm');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => value(editor, 'house', 'Transform', 'position')).toEqual([1.5, 0, 0]);
    await field('Transform position x').fill('1e3');
    await field('Transform rotation y').fill('3.141592653589793 rad');
    await userEvent.keyboard('{Enter}');
    await expect.element(field('Transform rotation y')).toHaveValue('180');
    expect(value(editor, 'house', 'Transform', 'position')).toEqual([1000, 0, 0]);
  });

  it('says what is wrong with what is typed, and which number it took instead', async () => {
    const { editor } = await renderWith(<Inspector />);
    await editor.do(addComponent, { entities: ['lamp'], component: 'Camera' });
    editor.selection.set(['lamp']);
    await field('Camera fov').fill('500');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('alert')).toHaveTextContent('This takes a number from 5 to 120, not 500. It is 120 now.');
    await field('Transform rotation y').fill('12 m');
    await userEvent.keyboard('{Enter}');
    await expect.element(field('Transform rotation y')).toHaveValue('12 m');
    await expect.element(field('Transform rotation y')).toHaveAttribute('aria-invalid', 'true');
    await expect.element(page.getByRole('alert').last()).toMatchTextContent('“12 m” is no number in °');
    await userEvent.keyboard('{Escape}');
    await expect.element(field('Transform rotation y')).toHaveValue('0');
  });

  it('copies a field by its menu and pastes it into many by the keyboard, in one step', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house']);
    await page.getByRole('button', { name: 'Transform position: options' }).click();
    await page.getByRole('menuitem', { name: 'Copy value' }).click();
    await expect.poll(() => editor.clipboardText.at(-1)).toContain('"ledgerquest":"field","version":1');
    editor.selection.set(['door', 'window', 'lamp']);
    await field('Transform position x').click();
    await userEvent.keyboard('{Shift>}{F10}{/Shift}');
    await page.getByRole('menuitem', { name: 'Paste value' }).click();
    for (const key of ['door', 'window', 'lamp']) await expect.poll(() => value(editor, key, 'Transform', 'position')).toEqual([1, 0, 0]);
    expect(editor.steps.get().steps).toHaveLength(1);
    await page.getByRole('button', { name: 'Transform position: options' }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy the path of the field' }).click();
    await expect.poll(() => editor.clipboardText.at(-1)).toBe('Transform.position');
  });

  it('copies a component and pastes its values, or the component as a new one', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house']);
    await field('Shape size x').fill('3');
    await userEvent.keyboard('{Enter}');
    await page.getByRole('button', { name: 'Shape', exact: true }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy component' }).click();
    editor.selection.set(['lamp']);
    await page.getByRole('button', { name: 'Transform options' }).click();
    await page.getByRole('menuitem', { name: 'Paste component values' }).click();
    await expect.poll(() => editor.notices.list.get().at(-1)?.title).toBe('The clipboard holds no Transform');
    await page.getByRole('button', { name: 'Transform options' }).click();
    await page.getByRole('menuitem', { name: 'Paste component as new' }).click();
    await expect.element(field('Shape size x')).toHaveValue('3');
    expect(editor.steps.get().undo).toBe('Paste Shape into Lamp');
  });

  it('finds an entity for a field by its name, by pointing at it, and follows it', async () => {
    const { editor } = await renderWith(<Inspector />);
    await editor.do(addComponent, { entities: ['lamp'], component: 'Label' });
    editor.selection.set(['lamp']);
    await page.getByRole('button', { name: 'Label source: None' }).click();
    await page.getByRole('combobox', { name: 'Find an entity' }).fill('wind');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => value(editor, 'lamp', 'Label', 'source')).toBe('window');
    await page.getByRole('button', { name: 'Pick Label source in the scene or the tree' }).click();
    editor.selection.set(['door']);
    await expect.element(page.getByRole('button', { name: 'Label source: Door' })).toBeVisible();
    expect(editor.selection.keys.get()).toEqual(['lamp']);
    await page.getByRole('button', { name: 'Go to Door' }).click();
    expect(editor.selection.keys.get()).toEqual(['door']);
  });

  it('finds fields, and remembers which cards are folded', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house']);
    await page.getByRole('button', { name: 'Transform', exact: true }).click();
    await expect.element(field('Transform position x')).not.toBeInTheDocument();
    editor.selection.set(['door']);
    expect(editor.ports.keepsakes.read('inspector/folded')).toEqual(['Transform']);
    editor.selection.set(['house']);
    await expect.element(field('Transform position x')).not.toBeInTheDocument();
    await page.getByRole('searchbox', { name: 'Find a field' }).fill('position');
    await expect.element(field('Transform position x')).toBeVisible();
    await expect.element(page.getByRole('region', { name: 'Shape' })).not.toBeInTheDocument();
    await page.getByRole('searchbox', { name: 'Find a field' }).fill('colour of money');
    await expect.element(page.getByText('No field is called “colour of money”')).toBeVisible();
  });

  it('says what a field is for to those who cannot point at it', async () => {
    const { editor } = await renderWith(<Inspector />);
    editor.selection.set(['house']);
    await expect
      .element(page.getByRole('group', { name: 'Transform position' }))
      .toHaveAccessibleDescription(/From the parent; y is up\. In m\./);
  });

  it('lets a viewer copy, but not paste', async () => {
    const { editor } = await renderWith(<Inspector />, {}, 'viewer');
    editor.selection.set(['house']);
    await page.getByRole('button', { name: 'Transform position: options' }).click();
    await expect.element(page.getByRole('menuitem', { name: 'Paste value' })).toHaveAttribute('aria-disabled', 'true');
    await page.getByRole('menuitem', { name: 'Copy value' }).click();
    await expect.poll(() => editor.clipboardText.at(-1)).toContain('[1,0,0]');
  });

  it('tags one or many in one step, shows which not all have, and takes tags away; a copy has them', async () => {
    const { editor } = await renderWith(<Inspector />);
    const tags = (key: string) => editor.level.get()?.entity(key).get()?.tags;
    editor.selection.set(['house', 'lamp']);
    await page.getByRole('combobox', { name: 'Add a tag' }).fill('Street Side');
    await userEvent.keyboard('{Enter}');
    expect([tags('house'), tags('lamp')]).toEqual([['street-side'], ['street-side']]);
    await userEvent.keyboard('a/b{Enter}');
    expect(editor.notices.list.get().at(-1)?.title).toBe('“a/b” is no tag');
    editor.selection.set(['lamp']);
    await page.getByRole('button', { name: 'Take away the tag street-side' }).click();
    expect([tags('house'), tags('lamp')]).toEqual([['street-side'], undefined]);
    editor.selection.set(['house', 'lamp']);
    await page.getByRole('button', { name: 'street-side, on some of them: tag all' }).click();
    expect(tags('lamp')).toEqual(['street-side']);
    await editor.press('Mod+Z');
    expect(tags('lamp')).toBeUndefined();
    editor.selection.set(['house']);
    await editor.press('Mod+D');
    expect(tags(editor.selection.keys.get()[0] ?? '')).toEqual(['street-side']);
  });
});
