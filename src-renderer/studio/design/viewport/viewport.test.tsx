import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { setFields } from '../../editor/actions/index.ts';
import { renderWith } from '../../testing/render.tsx';
import type { TestEditor } from '../../testing/test-editor.ts';
import { Viewport } from './viewport.tsx';

/** The first picture without a graphics card takes long on a busy machine. */
const patience = { timeout: 55_000, interval: 50 };

/** The viewport with the toy yard: a house at (1, 0, 0), a lamp at the origin. */
const show = async () => {
  const { editor } = await renderWith(<Viewport />);
  await expect.poll(() => editor.viewport.get() !== undefined, patience).toBe(true);
  const canvas = page.getByRole('img', { name: 'Scene view' }).element() as HTMLCanvasElement;
  // What a test sends has no pointer behind it that could be captured.
  canvas.setPointerCapture = () => {};
  const box = canvas.getBoundingClientRect();
  const send = (type: string, x: number, y: number, how: PointerEventInit = {}): boolean =>
    canvas.dispatchEvent(
      new PointerEvent(type, {
        clientX: box.left + x,
        clientY: box.top + y,
        pointerId: 1,
        pointerType: 'mouse',
        bubbles: true,
        cancelable: true,
        ...how,
      }),
    );
  const drag = (from: [number, number], to: [number, number], how: PointerEventInit = {}): void => {
    send('pointermove', ...from, how);
    send('pointerdown', ...from, { buttons: 1, ...how });
    for (const part of [0.25, 0.5, 1])
      send('pointermove', from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part, { buttons: 1, ...how });
    send('pointerup', ...to, how);
  };
  const run = (id: string): Promise<void> => editor.do(editor.actions.get(id)!);
  return { editor, canvas, send, drag, run, width: box.width, height: box.height };
};
const positionOf = (editor: TestEditor, key: string) =>
  editor.level.get()?.entity(key).get()?.components['Transform']?.['position'] as [number, number, number];
const frames = (count: number): Promise<void> =>
  new Promise((done) => {
    const next = (left: number): void => (left === 0 ? done() : void requestAnimationFrame(() => next(left - 1)));
    next(count);
  });

describe('the viewport', () => {
  it('gives a small picture of what one sees, for the card at home', async () => {
    const { editor } = await show();
    await expect.poll(() => editor.viewport.get()?.picture?.(), patience).toBeDefined();
    const picture = new Image();
    picture.src = `data:image/jpeg;base64,${editor.viewport.get()!.picture!()!}`;
    await picture.decode();
    expect([picture.width, picture.height]).toEqual([480, 300]);
    expect(picture.src.length).toBeLessThan(120_000);
    const canvas = new OffscreenCanvas(480, 300).getContext('2d')!;
    canvas.drawImage(picture, 0, 0);
    // The house stands out from the ground.
    expect(new Set(canvas.getImageData(0, 0, 480, 300).data).size).toBeGreaterThan(16);
  });

  it('gives no picture where there is nothing to see, and one when there is again', async () => {
    const { editor } = await show();
    const taken = () => editor.viewport.get()?.picture?.();
    await expect.poll(taken, patience).toBeDefined();
    const handle = editor.viewport.get()!;
    const { look } = handle;
    handle.look = { ...look, position: [0, 500, 0], target: [0, 900, 1] };
    await frames(2);
    expect(taken()).toBeUndefined();
    handle.look = look;
    await expect.poll(taken, patience).toBeDefined();
  });

  it('leaves out of that picture what only who edits sees: selection, handles, helpers, grid', async () => {
    const { editor, run } = await show();
    const taken = () => editor.viewport.get()?.picture?.();
    await expect.poll(taken, patience).toBeDefined();
    editor.viewport.get()!.frame(['house']);
    await frames(2);
    const plain = taken();
    editor.selection.set(['house']);
    editor.viewing.grid.set(true);
    editor.viewing.helpers.set(true);
    await run('view.tool.move');
    await frames(2);
    await expect.poll(taken).toBe(plain);
    editor.viewport.get()!.frame(['lamp']);
    await expect.poll(taken).toBeDefined();
    expect(taken()).not.toBe(plain);
  });

  it('looks from a side at a press of the compass, says so, and sees in perspective once it is turned', async () => {
    const { editor, drag, width, height } = await show();
    const compass = page.getByRole('toolbar', { name: 'Direction of view' });
    await compass.getByRole('button', { name: 'From the top' }).click();
    const { position, target } = editor.viewport.get()!.look;
    expect([position[0] - target[0], position[2] - target[2]].map((lane) => Math.abs(lane) < 0.01)).toEqual([true, true]);
    await expect.element(compass.getByRole('button', { name: 'From the top' })).toHaveAttribute('aria-pressed', 'true');
    drag([width / 2, height / 2], [width / 2 + 60, height / 2 + 30], { button: 2, buttons: 2 });
    expect(editor.viewing.outlook.get()).toBe('perspective');
    await compass.getByRole('button', { name: 'Seen: Perspective' }).click();
    expect(editor.viewing.outlook.get()).toBe('orthographic');
  });

  it('selects by a rectangle: to the right what is wholly in it; Ctrl takes away', async () => {
    const { editor, drag, width, height } = await show();
    editor.selection.set(['door']);
    drag([4, 4], [width - 4, height - 4], { shiftKey: true });
    expect(editor.selection.keys.get()).toEqual(['door', 'house']);
    drag([4, 4], [width - 4, height - 4], { ctrlKey: true });
    expect(editor.selection.keys.get()).toEqual(['door']);
    editor.visibility.setLocked(['house'], true);
    drag([4, 4], [width - 4, height - 4]);
    expect(editor.selection.keys.get()).toEqual([]);
  });

  it('carries what is selected over the grid, as one step; with Shift a copy of it', async () => {
    const { editor, drag, run, width, height } = await show();
    editor.selection.set(['house']);
    await run('view.frame');
    await run('view.tool.move');
    await run('view.snap');
    await frames(3);
    // Beside the handles, on the house.
    const from: [number, number] = [width / 2 + 45, height / 2 + 10];
    drag(from, [from[0] + 130, from[1]]);
    const [x, y, z] = positionOf(editor, 'house');
    expect([x, y, z]).not.toEqual([1, 0, 0]);
    expect([x * 2, y, z * 2].map((lane) => Number.isInteger(lane))).toEqual([true, true, true]);
    expect(editor.steps.get().steps).toHaveLength(1);
    await editor.press('Mod+Z');
    await frames(3);
    drag(from, [from[0] + 130, from[1]], { shiftKey: true });
    expect(positionOf(editor, 'house')).toEqual([1, 0, 0]);
    const [copy] = editor.selection.keys.get();
    expect(copy).not.toBe('house');
    expect(positionOf(editor, copy!)).toEqual([x, y, z]);
    expect(editor.steps.get().undo).toBe('Duplicate House');
  });

  it('flies while the right button is down: W goes ahead and is no tool meanwhile', async () => {
    const { editor, send, width, height } = await show();
    const key = (type: string): KeyboardEvent => {
      const event = new KeyboardEvent(type, { key: 'w', code: 'KeyW', cancelable: true, bubbles: true });
      document.body.dispatchEvent(event);
      return event;
    };
    const before = editor.viewport.get()!.look;
    expect(key('keydown').defaultPrevented).toBe(false);
    send('pointerdown', width / 2, height / 2, { button: 2, buttons: 2 });
    expect(key('keydown').defaultPrevented).toBe(true);
    await frames(6);
    key('keyup');
    send('pointerup', width / 2, height / 2, { button: 2 });
    const after = editor.viewport.get()!.look;
    const along = before.position.map((lane, axis) => before.target[axis]! - lane);
    const gone = after.position.map((lane, axis) => lane - before.position[axis]!);
    const length = Math.hypot(...gone);
    expect(length).toBeGreaterThan(0.01);
    expect(gone.reduce((sum, lane, axis) => sum + lane * along[axis]!, 0) / length / Math.hypot(...along)).toBeCloseTo(1, 3);
    await frames(3);
    expect(editor.viewport.get()!.look.position, 'and stands when the key is let go').toEqual(after.position);
  });

  it('goes around by the arrow keys and closer by the page keys', async () => {
    const { editor, canvas } = await show();
    canvas.focus();
    const far = (): number => {
      const { position, target } = editor.viewport.get()!.look;
      return Math.hypot(...position.map((lane, axis) => lane - target[axis]!));
    };
    const press = async (name: string): Promise<void> => {
      canvas.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
      await frames(2);
    };
    const [before, start] = [editor.viewport.get()!.look, far()];
    await press('ArrowLeft');
    expect(editor.viewport.get()!.look.position).not.toEqual(before.position);
    expect(far()).toBeCloseTo(start);
    await press('PageUp');
    expect(far()).toBeCloseTo(start * 0.85);
  });

  it('has a menu at each of its points: of the entity there, or of the place; not after a look about', async () => {
    const { editor, drag, send, run, width, height } = await show();
    const menu = page.getByRole('menu', { name: 'Menu of the scene' });
    const ask = (x: number, y: number): void => {
      send('pointerdown', x, y, { button: 2, buttons: 2 });
      send('pointerup', x, y, { button: 2 });
    };
    editor.selection.set(['house']);
    await run('view.frame');
    await frames(3);
    editor.selection.clear();
    drag([width / 2, height / 2], [width / 2 + 30, height / 2], { button: 2, buttons: 2 });
    drag([width / 2 + 30, height / 2], [width / 2, height / 2], { button: 2, buttons: 2 });
    await frames(3);
    expect(menu.query()).toBeNull();
    ask(width / 2, height / 2);
    await expect.element(menu.getByRole('menuitem', { name: /^Duplicate/ })).toBeVisible();
    expect(editor.selection.keys.get()).toEqual(['house']);
    await userEvent.keyboard('{Escape}');
    await expect.element(menu).not.toBeInTheDocument();
    const [x, y] = [width / 2, height - 20];
    ask(x, y);
    await expect.element(menu.getByRole('menuitem', { name: /^Frame everything/ })).toBeVisible();
    expect(editor.selection.keys.get()).toEqual([]);
    await menu.getByRole('menuitem', { name: 'Add here' }).click();
    await page.getByRole('menuitem', { name: 'Mesh' }).click();
    await page.getByRole('menuitem', { name: 'Sphere' }).click();
    const [added] = editor.selection.keys.get();
    send('pointermove', x, y);
    await frames(3);
    const [right, up, near] = positionOf(editor, added!);
    expect(up).toBe(0);
    editor.visibility.setHidden([added!], true);
    const under = editor.viewport.get()!.point();
    expect([right - under[0], near - under[2]].map((lane) => Math.abs(lane) < 0.01)).toEqual([true, true]);
  });

  it('has axes, tools, notes and statistics that cover each other nowhere, narrow or wide', async () => {
    const { editor, canvas, run } = await show();
    editor.selection.set(['house']);
    await run('view.isolate');
    await run('view.show.counts');
    await frames(3);
    const { parentElement: scene } = canvas;
    const boxesOf = (elements: readonly Element[]): DOMRect[] => elements.map((element) => element.getBoundingClientRect());
    for (const width of [330, 420, 900]) {
      scene!.style.alignSelf = 'start';
      scene!.style.width = `${width}px`;
      await frames(2);
      const things = [
        [page.getByRole('toolbar', { name: 'Tools' }).element()],
        [...page.getByRole('toolbar', { name: 'Direction of view' }).element().querySelectorAll('button')],
        [page.getByRole('button', { name: /shown/ }).element()],
        [page.getByRole('group', { name: 'Statistics of the picture' }).element()],
      ].map(boxesOf);
      const meets = (a: DOMRect, b: DOMRect): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      const covered = things.flatMap((some, one) =>
        things.slice(one + 1).flatMap((others, next) => (some.some((a) => others.some((b) => meets(a, b))) ? [[one, one + 1 + next]] : [])),
      );
      expect(covered, `${width} pixels wide`).toEqual([]);
    }
  });

  it('opens its menu by its key, of what is selected or of the middle', async () => {
    const { editor, canvas } = await show();
    const menu = page.getByRole('menu', { name: 'Menu of the scene' });
    canvas.focus();
    await userEvent.keyboard('{Shift>}{F10}{/Shift}');
    await expect.element(menu.getByRole('menuitem', { name: 'Paste here' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('img', { name: 'Scene view' })).toHaveFocus();
    editor.selection.set(['house']);
    await userEvent.keyboard('{ContextMenu}');
    await menu.getByRole('menuitem', { name: /^Delete/ }).click();
    expect(editor.level.get()!.entity('house').get()).toBeUndefined();
  });

  it('lets a thing fall to the floor', async () => {
    const { editor, run } = await show();
    editor.selection.set(['lamp']);
    await editor.do(setFields, {
      changes: [{ entity: 'lamp', component: 'Transform', field: 'position', value: [1.2, 3, 0] }],
      what: 'position',
    });
    await editor.press('End');
    expect(positionOf(editor, 'lamp'), 'on the house').toEqual([1.2, 1, 0]);
    await run('edit.undo');
    expect(positionOf(editor, 'lamp')).toEqual([1.2, 3, 0]);
  });

  it('draws nothing while nothing changes', async () => {
    const { editor, canvas, run } = await show();
    const gl = canvas.getContext('webgl2') as WebGL2RenderingContext;
    let drawn = 0;
    const real = gl.clear.bind(gl);
    gl.clear = (mask) => {
      drawn += 1;
      real(mask);
    };
    const settled = async (): Promise<boolean> => {
      const before = drawn;
      await frames(10);
      return drawn === before;
    };
    await expect.poll(settled, patience).toBe(true);
    const idle = drawn;
    await frames(30);
    expect(drawn).toBe(idle);
    for (const id of ['view.show.grid', 'view.show.helpers', 'view.show.counts', 'view.outlook.front']) {
      const before = drawn;
      await run(id);
      await frames(3);
      expect(drawn, id).toBeGreaterThan(before);
      await expect.poll(settled, patience).toBe(true);
    }
    const counts = page.getByRole('group', { name: 'Statistics of the picture' }).element();
    expect(counts.textContent).toMatch(/^Entities4Draw calls[1-9]\d*Triangles[1-9]/);
    expect(editor.viewing.grid.get()).toBe(true);
  });

  it('sets a step beside the magnet', async () => {
    const { editor } = await show();
    await page.getByRole('button', { name: 'Snapping' }).click();
    await page.getByRole('spinbutton', { name: 'Rotate step' }).fill('30');
    await page.getByRole('spinbutton', { name: 'Move step' }).click();
    expect(editor.viewing.steps.get().rotate).toBe(30);
    await page.getByRole('switch', { name: 'Snap to steps' }).click();
    expect(editor.viewing.snap.get()).toBe(true);
  });
});
