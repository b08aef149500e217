import { afterEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { Look, Point, SeenEye } from '../../../view/index.ts';
import { People } from '../../shell/top-bar/people.tsx';
import { tellAway } from '../../shell/away.ts';
import { hearCalls } from '../../shell/calls.ts';
import { renderWith } from '../../testing/render.tsx';
import type { TestEditor } from '../../testing/test-editor.ts';
import { meetPeers } from './peers.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A scene seen from above: ten pixels are a metre. */
const fromAbove = () => {
  let look: Look = { position: [0, 10, 0], target: [0, 0, 0] };
  return {
    pointAt: (x: number, y: number): Point => [x / 10, 0, y / 10],
    screenOf: ([x, , z]: Point) => (x < 0 ? null : { x: x * 10, y: z * 10 }),
    eyes: [] as readonly SeenEye[],
    showEyes(eyes: readonly SeenEye[]) {
      this.eyes = eyes;
    },
    get look() {
      return look;
    },
    set look(next) {
      look = next;
    },
  };
};

/** Ada's canvas, and Grace in another window. */
const meet = async () => {
  const { editor: ada, studio } = await renderWith(
    <>
      <People />
      <canvas aria-label="Scene" role="img" />
    </>,
  );
  const grace = await studio.join('Grace');
  await grace.openProject('project-supply-chain' as never, 'Toy');
  const canvas = page.getByRole('img', { name: 'Scene' }).element() as HTMLCanvasElement;
  const view = fromAbove();
  const peers = meetPeers(ada, view, canvas);
  closers.push(() => peers.dispose());
  return { ada, grace, canvas, view, peers };
};
const seen = (grace: TestEditor) => grace.people.get()[0]?.state;

describe('other people in the scene', () => {
  it('have their pointer drawn with their name where they point, while it can be seen', async () => {
    const { grace, peers, canvas } = await meet();
    const flag = page.getByText('Grace', { exact: true });
    grace.announce({ pointer: [3, 0, 4] });
    await expect.element(flag).toBeVisible();
    const { style } = flag.element() as HTMLElement;
    expect([style.transform, style.getPropertyValue('--peer')]).toEqual(['translate(30px, 40px)', grace.people.get()[0] && '#5fd0b5']);
    grace.announce({ pointer: [-3, 0, 4] });
    await expect.element(flag).not.toBeInTheDocument();
    grace.announce({ pointer: [1, 0, 1] });
    await expect.element(flag).toBeVisible();
    peers.dispose();
    expect(canvas.parentElement?.textContent).not.toContain('Grace');
  });

  it('are told where this person points, at most twenty times a second, and that the pointer has left', async () => {
    const { ada, grace, canvas } = await meet();
    ada.clock.pass(50);
    let told = 0;
    closers.push(grace.people.subscribe(() => (told += 1)));
    const box = canvas.getBoundingClientRect();
    for (let x = 0; x <= 100; x += 1)
      canvas.dispatchEvent(new PointerEvent('pointermove', { clientX: box.left + x, clientY: box.top + 20 }));
    expect(told).toBe(0);
    ada.clock.pass(50);
    expect([told, seen(grace)?.pointer]).toEqual([1, [10, 0, 2]]);
    canvas.dispatchEvent(new PointerEvent('pointerleave'));
    ada.clock.pass(50);
    expect(seen(grace)?.pointer).toBeUndefined();
  });

  it('have their eye drawn where they stand, but for whom one follows; a press on them goes there', async () => {
    const { ada, grace, view } = await meet();
    const look: Look = { position: [20, 10, 5], target: [1, 0, 0] };
    grace.announce({ camera: look });
    expect(view.eyes).toEqual([{ color: '#5fd0b5', look }]);
    grace.announce({ camera: { position: [0, 11, 0], target: [1, 0, 0] } });
    expect(view.eyes, 'whoever stands where one stands is not drawn').toEqual([]);
    grace.announce({ camera: look });
    const went: Look[] = [];
    ada.viewport.set({
      set look(next: Look) {
        went.push(next);
      },
    } as never);
    await page.getByRole('button', { name: 'Grace' }).click();
    expect(went).toEqual([look]);
    ada.following.set(grace.people.get()[0] && ada.people.get()[0]!.session);
    expect(view.eyes).toEqual([]);
  });

  it('are shown to be away when they have touched nothing for three minutes, and back when they do', async () => {
    const { ada, grace } = await meet();
    const hand = new EventTarget();
    closers.push(tellAway(grace, hand));
    const avatar = page.getByRole('button', { name: 'Grace' });
    const opacity = () => getComputedStyle(avatar.element()).opacity;
    grace.clock.pass(179_000);
    hand.dispatchEvent(new Event('pointermove'));
    grace.clock.pass(179_000);
    expect([ada.people.get()[0]?.state.away, opacity()]).toEqual([undefined, '1']);
    grace.clock.pass(2000);
    await expect.poll(opacity).toBe('0.5');
    hand.dispatchEvent(new Event('keydown'));
    await expect.poll(opacity).toBe('1');
  });

  it('ask everybody to their view, who is told and follows at a press; who comes later is not', async () => {
    const { ada, grace, view } = await meet();
    closers.push(hearCalls(ada));
    grace.announce({ camera: { position: [20, 10, 5], target: [1, 0, 0] }, call: 'first' });
    expect(ada.notices.list.get()).toEqual([]);
    grace.announce({ call: 'second' });
    const [notice] = ada.notices.list.get();
    expect([ada.notices.list.get().length, notice?.title]).toEqual([1, 'Grace asks you to their view']);
    notice?.action?.run();
    expect(view.look).toEqual({ position: [20, 10, 5], target: [1, 0, 0] });
  });

  it('are followed after a double click on them, until one moves oneself', async () => {
    const { ada, grace, canvas, view, peers } = await meet();
    const [look, next]: [Look, Look] = [
      { position: [20, 10, 5], target: [1, 0, 0] },
      { position: [5, 8, 30], target: [0, 1, 0] },
    ];
    grace.announce({ camera: look });
    await page.getByRole('button', { name: 'Grace' }).dblClick();
    expect(view.look).toEqual(look);
    grace.announce({ camera: next });
    expect(view.look).toEqual(next);
    peers.drawn();
    ada.clock.pass(50);
    expect(seen(grace)?.camera).toEqual(next);
    canvas.dispatchEvent(new PointerEvent('pointerdown'));
    grace.announce({ camera: look });
    expect([ada.following.get(), view.look]).toEqual([undefined, next]);
  });

  it('are followed no longer after Escape, which leaves what is selected', async () => {
    const { ada, grace, view } = await meet();
    const look: Look = { position: [20, 10, 5], target: [1, 0, 0] };
    ada.selection.set(['house']);
    await page.getByRole('button', { name: 'Grace' }).dblClick();
    await ada.press('Escape');
    grace.announce({ camera: look });
    expect([ada.following.get(), ada.selection.keys.get(), view.look.position]).toEqual([undefined, ['house'], [0, 10, 0]]);
    await ada.press('Escape');
    expect(ada.selection.keys.get()).toEqual([]);
  });
});
