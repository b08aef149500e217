import { afterEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { deleteEntities } from '../../../engine/document/index.ts';
import type { Point } from '../../view/index.ts';
import { Inspector } from '../design/inspector/inspector.tsx';
import { renderWith } from '../testing/render.tsx';
import type { TestEditor } from '../testing/test-editor.ts';
import { UnreadMark } from './badge.tsx';
import { commentInScene, commentOnSelection } from './actions.ts';
import { CommentsPanel } from './comments-panel.tsx';
import { commentsOf } from './comments.ts';
import { createPins } from './pins.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const open = (editor: TestEditor) => editor.openProject('project-supply-chain' as never, 'Toy');
const show = async (options: Parameters<typeof renderWith>[1] = {}, role?: 'viewer') => {
  const shown = await renderWith(<CommentsPanel />, options, role);
  await expect.poll(() => commentsOf(shown.editor).levels.get().length).toBe(1);
  await expect.poll(() => commentsOf(shown.editor).people.get().length).toBe(3);
  return shown;
};
/** Another window on the same project. */
const joins = async (studio: Awaited<ReturnType<typeof show>>['studio'], name: string, role: 'editor' | 'owner' = 'editor') => {
  const other = await studio.join(name, role);
  commentsOf(other);
  await open(other);
  await expect.poll(() => commentsOf(other).levels.get().length).toBe(1);
  await expect.poll(() => commentsOf(other).people.get().length).toBe(3);
  return other;
};
const comment = async (editor: TestEditor, text: string, entity = 'house'): Promise<void> => {
  editor.selection.set([entity]);
  await editor.do(commentOnSelection);
  const field = page.getByRole('textbox', { name: 'Comment' });
  await expect.element(field).toHaveFocus();
  await userEvent.keyboard(`${text}{Enter}`);
  await expect.element(page.getByRole('textbox', { name: 'Reply' })).toBeVisible();
};
const threads = (editor: TestEditor) => commentsOf(editor).levels.get()[0]?.threads ?? [];
const said = (editor: TestEditor): string[] => threads(editor).flatMap(({ messages }) => messages.map(({ text }) => text));
const more = async (name: string, item: string): Promise<void> => {
  await page
    .getByRole('button', { name: `More about the comment of ${name}` })
    .first()
    .click();
  await page.getByRole('menuitem', { name: item }).click();
};
const select = async (editor: TestEditor, entity: string) => editor.selection.set([entity]);

describe('the comments of a level', () => {
  it('say where one begins when there are none', async () => {
    await show();
    await expect.element(page.getByText('Nothing is open here')).toBeVisible();
  });

  it('are written about the selection, listed by who and what, and answered by others', async () => {
    const { editor, studio } = await show();
    const ben = await joins(studio, 'Ben');
    await comment(editor, 'Too tall?');
    expect(threads(ben)).toMatchObject([
      { anchor: { entity: 'house', name: 'House' }, messages: [{ by: { id: 'ada' }, text: 'Too tall?' }] },
    ]);
    commentsOf(ben).reply({ level: 'levels/yard.json', thread: threads(ben)[0]!.id }, 'A bit.');
    await expect.element(page.getByRole('article', { name: 'Ben' }).getByText('A bit.')).toBeVisible();
    await page.getByRole('button', { name: 'All comments' }).click();
    const row = page.getByRole('list', { name: 'Comments' }).getByRole('button', { name: 'Ada: House' });
    await expect.poll(() => row.element().textContent).toContain('1 reply');
    await expect.element(row).toHaveFocus();
  });

  it('are resolved and reopened, and counted', async () => {
    const { editor } = await show();
    await comment(editor, 'Too tall?');
    await page.getByRole('button', { name: 'Resolve' }).click();
    await expect.element(page.getByText('Resolved by Ada, just now')).toBeVisible();
    await page.getByRole('button', { name: 'All comments' }).click();
    await expect.element(page.getByText('Nothing is open here')).toBeVisible();
    await page.getByRole('button', { name: 'Resolved 1' }).click();
    await page.getByRole('button', { name: 'Ada: House' }).click();
    await page.getByRole('button', { name: 'Reopen' }).click();
    expect(threads(editor)[0]?.resolved).toBe(false);
  });

  it('are edited and deleted by who wrote them; every change is a step that undo takes back', async () => {
    const { editor } = await show();
    await comment(editor, 'Too tall?');
    await more('Ada', 'Edit');
    await userEvent.keyboard(' Really?{Enter}');
    await expect.element(page.getByText('Too tall? Really?')).toBeVisible();
    await expect.element(page.getByText('just now, edited')).toBeVisible();
    await more('Ada', 'Delete');
    await expect.element(page.getByText('Nothing is open here')).toBeVisible();
    await editor.press('Mod+Z');
    expect(said(editor)).toEqual(['Too tall? Really?']);
    await editor.press('Mod+Z');
    expect(said(editor)).toEqual(['Too tall?']);
    await editor.press('Mod+Z');
    expect(said(editor)).toEqual([]);
    await editor.press('Mod+Shift+Z');
    expect(said(editor)).toEqual(['Too tall?']);
  });

  it('of others are theirs; the owner may delete them', async () => {
    const { editor, studio } = await show();
    const ben = await joins(studio, 'Ben');
    ben.selection.set(['lamp']);
    commentsOf(ben).start({ entity: 'lamp', name: 'Lamp' }, 'Too dark');
    await page.getByRole('button', { name: 'Ben: Lamp' }).click();
    await page.getByRole('button', { name: 'More about the comment of Ben' }).click();
    await expect.element(page.getByRole('menuitem', { name: 'Edit' })).not.toBeInTheDocument();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    expect([said(editor), said(ben)]).toEqual([[], []]);
  });

  it('lead to what they are about', async () => {
    const { editor } = await show();
    await comment(editor, 'Too tall?');
    editor.selection.clear();
    const framed: unknown[] = [];
    editor.viewport.set({
      frame: (keys) => framed.push(keys),
      show: (point) => framed.push(point),
      point: () => [1, 2, 3],
      landing: () => [0, 0, 0],
      dropped: () => [],
      look: { position: [0, 0, 0], target: [0, 0, 0] },
    });
    await page.getByRole('button', { name: 'Go to House' }).click();
    expect([editor.selection.keys.get(), framed]).toEqual([['house'], [['house']]]);
    await editor.do(commentInScene);
    await expect.element(page.getByText('A point in the scene')).toBeVisible();
    await userEvent.keyboard('A tree here{Enter}');
    await page.getByRole('button', { name: 'Go to the point' }).click();
    expect(framed.at(-1)).toEqual([1, 2, 3]);
  });

  it('stay when their entity is deleted, with the name it had last; can be put elsewhere; come back with it', async () => {
    const { editor } = await show();
    await comment(editor, 'Too dark', 'lamp');
    editor.level.get()?.edit('Rename', (document, origin) => {
      const { doc } = document;
      doc.transact(() => (doc.getMap('entities').get('lamp') as { set(key: string, value: string): void }).set('name', 'Lantern'), origin);
    });
    await expect.element(page.getByText('Lantern', { exact: true })).toBeVisible();
    editor.level.get()?.edit('Delete', (document, origin) => deleteEntities(document, ['lamp'], origin));
    await expect.element(page.getByText('On a deleted entity “Lantern”')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Put on selection' })).toBeDisabled();
    await editor.press('Mod+Z');
    await expect.element(page.getByText('Lantern', { exact: true })).toBeVisible();
    await editor.press('Mod+Shift+Z');
    await select(editor, 'house');
    await page.getByRole('button', { name: 'Put on selection' }).click();
    expect(threads(editor)[0]?.anchor).toEqual({ entity: 'house', name: 'House' });
    await expect.element(page.getByRole('button', { name: 'Go to House' })).toBeVisible();
  });

  it('are for a viewer to read', async () => {
    const { editor, studio } = await show({}, 'viewer');
    const ben = await joins(studio, 'Ben');
    commentsOf(ben).start({ entity: 'lamp', name: 'Lamp' }, 'Too dark');
    await page.getByRole('button', { name: 'Ben: Lamp' }).click();
    await expect.element(page.getByText('Too dark')).toBeVisible();
    await expect.element(page.getByText('You may read here, not write.')).toBeVisible();
    for (const name of ['Resolve', 'Reply', 'More about the comment of Ben'])
      await expect.element(page.getByRole('button', { name })).not.toBeInTheDocument();
    expect(commentsOf(editor).reply({ level: 'levels/yard.json', thread: threads(editor)[0]!.id }, 'x')).toBe(false);
    expect(said(editor)).toEqual(['Too dark']);
  });

  it('are written, read and left with the keyboard alone', async () => {
    const { editor } = await show();
    await comment(editor, 'One{Shift>}{Enter}{/Shift}two');
    expect(said(editor)).toEqual(['One\ntwo']);
    await expect.element(page.getByRole('textbox', { name: 'Reply' })).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('button', { name: 'Ada: House' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('textbox', { name: 'Reply' })).toHaveFocus();
    await userEvent.keyboard('{Shift>}{Tab}{Tab}{Tab}{/Shift}{Enter}');
    expect(threads(editor)[0]?.resolved).toBe(true);
  });
});

describe('naming somebody', () => {
  it('offers the people of the project while their name is written', async () => {
    const { editor } = await show();
    editor.selection.set(['house']);
    await editor.do(commentOnSelection);
    await expect.element(page.getByRole('textbox', { name: 'Comment' })).toHaveFocus();
    await userEvent.keyboard('Ask @ho');
    await expect.element(page.getByRole('option', { name: 'Grace Hopper' })).toBeVisible();
    await userEvent.keyboard('{Enter}about it{Enter}');
    await expect.poll(() => said(editor)).toEqual(['Ask @Grace Hopper about it']);
    expect(threads(editor)[0]?.messages[0].mentions).toEqual([{ id: 'grace', name: 'Grace Hopper' }]);
  });

  it('tells them at once when they are there, and marks it until they have read it', async () => {
    const { editor, studio } = await show();
    const ben = await joins(studio, 'Ben');
    commentsOf(ben).start({ entity: 'lamp', name: 'Lamp' }, 'What do you say, @Ada?');
    expect(editor.notices.list.get().at(-1)).toMatchObject({ title: 'Ben mentioned you', text: 'What do you say, @Ada?' });
    expect(ben.notices.list.get()).toEqual([]);
    await expect.poll(() => page.getByRole('button', { name: 'Ben: Lamp' }).element().textContent).toContain('Mentions you');
    editor.notices.list.get().at(-1)?.action?.run();
    expect(editor.reveal.get()).toBe('comments');
    await expect.element(page.getByRole('article', { name: 'Ben' })).toBeVisible();
    await expect.poll(() => commentsOf(editor).unread.get()).toEqual([]);
    const told = editor.notices.list.get().length;
    commentsOf(ben).reply({ level: 'levels/yard.json', thread: threads(ben)[0]!.id }, 'Well, @Ada?');
    await expect.poll(() => page.getByRole('article', { name: 'Ben' }).elements()).toHaveLength(2);
    expect(editor.notices.list.get()).toHaveLength(told);
  });

  it('tells them when they next open the project, once', async () => {
    const kept = {};
    const { editor, studio } = await show({ kept });
    commentsOf(editor).start({ entity: 'lamp', name: 'Lamp' }, '@Ben look');
    commentsOf(editor).start({ entity: 'house', name: 'House' }, '@Ben and here');
    const ben = await joins(studio, 'Ben');
    expect(ben.notices.list.get().at(-1)).toMatchObject({ title: '2 comments mention you' });
    for (const thread of threads(ben)) commentsOf(ben).seen(thread);
    const again = await joins(studio, 'Ben');
    expect(again.notices.list.get()).toEqual([]);
  });

  it('is counted on the tab of the panel', async () => {
    const { editor, studio } = await renderWith(<UnreadMark />);
    await expect.poll(() => commentsOf(editor).levels.get().length).toBe(1);
    const ben = await joins(studio, 'Ben');
    commentsOf(ben).start({ entity: 'lamp', name: 'Lamp' }, '@Ada');
    await expect.element(page.getByTitle('1 comment for you')).toBeVisible();
  });
});

describe('comments elsewhere', () => {
  it('are counted on the selected entity, and lead to those about it', async () => {
    const { editor } = await renderWith(<Inspector />);
    await expect.poll(() => commentsOf(editor).levels.get().length).toBe(1);
    commentsOf(editor).start({ entity: 'lamp', name: 'Lamp' }, 'Too dark');
    commentsOf(editor).start({ entity: 'lamp', name: 'Lamp' }, 'Too bright');
    commentsOf(editor).start({ entity: 'house', name: 'House' }, 'Too tall');
    await select(editor, 'lamp');
    await page.getByRole('button', { name: '2 open comments' }).click();
    expect([editor.reveal.get(), commentsOf(editor).only.get()]).toEqual(['comments', 'lamp']);
  });

  it('have pins in the scene: one per entity and point, none where nothing is open', async () => {
    const { editor } = await renderWith(<canvas aria-label="Scene" role="img" />);
    await expect.poll(() => commentsOf(editor).levels.get().length).toBe(1);
    const view = {
      topOf: (entity: string): Point | null => (entity === 'lamp' ? [10, 0, 10] : null),
      screenOf: ([x, , z]: Point) => (x < 0 ? null : { x: x * 10, y: z * 10 }),
    };
    const pins = createPins(editor, view, page.getByRole('img', { name: 'Scene' }).element() as HTMLCanvasElement);
    closers.push(() => pins.dispose());
    const comments = commentsOf(editor);
    comments.start({ entity: 'lamp', name: 'Lamp' }, 'Too dark');
    comments.start({ entity: 'lamp', name: 'Lamp' }, 'Too bright');
    comments.start({ point: [20, 0, 10] }, 'A tree');
    comments.start({ point: [-5, 0, 10] }, 'Behind');
    const group = page.getByRole('group', { name: 'Comments in the scene' });
    await expect
      .poll(() =>
        group
          .getByRole('button')
          .elements()
          .map((pin) => pin.ariaLabel),
      )
      .toEqual(['2 open comments: Lamp', '1 open comment: A point in the scene']);
    group.getByRole('button').first().element().focus();
    await userEvent.keyboard('{ArrowRight}{Enter}');
    expect(comments.threadOf(comments.opened.get()!)?.thread.messages[0].text).toBe('A tree');
    comments.resolve(comments.opened.get()!, true);
    await expect.poll(() => group.getByRole('button').elements()).toHaveLength(1);
    await userEvent.click(group.getByRole('button'));
    expect([editor.selection.keys.get(), comments.only.get()]).toEqual([['lamp'], 'lamp']);
  });

  it('stand as one pin where many are close together, which lists them; they part when the eye comes closer', async () => {
    const { editor } = await renderWith(
      <>
        <canvas aria-label="Scene" role="img" />
        <CommentsPanel />
      </>,
    );
    await expect.poll(() => commentsOf(editor).levels.get().length).toBe(1);
    let scale = 10;
    const view = { topOf: () => null, screenOf: ([x, , z]: Point) => ({ x: x * scale, y: z * scale }) };
    const pins = createPins(editor, view, page.getByRole('img', { name: 'Scene' }).element() as HTMLCanvasElement);
    closers.push(() => pins.dispose());
    const comments = commentsOf(editor);
    for (const [x, text] of [
      [10, 'One'],
      [11, 'Two'],
      [12, 'Three'],
      [20, 'Far'],
    ] as const)
      comments.start({ point: [x, 0, 10] }, text);
    const group = page.getByRole('group', { name: 'Comments in the scene' });
    const labels = () =>
      group
        .getByRole('button')
        .elements()
        .map((pin) => pin.ariaLabel);
    await expect.poll(labels).toEqual(['3 open comments close together: A point in the scene', '1 open comment: A point in the scene']);
    await userEvent.click(group.getByRole('button').first());
    await expect.element(page.getByText('On 3 pins that stand together')).toBeVisible();
    await expect.element(page.getByText('Two', { exact: true })).toBeVisible();
    await expect.element(page.getByText('Far', { exact: true })).not.toBeInTheDocument();
    scale = 100;
    pins.place();
    expect(labels()).toHaveLength(4);
  });
});
