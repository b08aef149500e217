import { createLevelView, Engine, paintText, type Point } from '../../../view/index.ts';
import { createPins } from '../../comments/index.ts';
import type { Editor, LevelSession } from '../../editor/index.ts';
import { acceptDrops } from './drops.ts';
import { createHands, heldBy } from './hands.ts';
import { meetPeers } from './peers.ts';
import { marksOf, project } from './projection.ts';

/** How far a drag moves at a time while snapping: metres, radians, factors. */
const snaps = { select: 0, move: 0.5, rotate: Math.PI / 12, scale: 0.25 } as const;
const clickSlack = 4;

/**
 * The picture of a level on a canvas and what a hand does to it: orbit, select, move. Draws when something has changed, never otherwise.
 * @throws when the browser has no WebGL
 */
export function openStage(editor: Editor, level: LevelSession, canvas: HTMLCanvasElement): () => void {
  const engine = new Engine(canvas, true, { preserveDrawingBuffer: true, stencil: true, adaptToDeviceRatio: true });
  const hands = createHands(editor, level);
  const view = createLevelView(engine, { paintText, gizmo: hands, assets: editor.assets });
  const { camera } = view;
  camera.attachControl(canvas, true);

  const accent = (): string => getComputedStyle(canvas).getPropertyValue('--accent').trim() || '#7c93ff';
  let marked = '';
  // Peers say where they are twenty times a second; the picture is drawn anew only when it would be another one.
  const mark = (): void => {
    const marks = marksOf(editor.selection.keys.get(), editor.people.get(), accent());
    const next = JSON.stringify(marks);
    if (next === marked) return;
    marked = next;
    view.mark(marks);
  };
  const handles = (): void => {
    const tool = editor.tool.get();
    const usable = tool !== 'select' && editor.canEdit.get() && editor.preview.frame.get() === undefined;
    view.handles(usable ? tool : 'none', usable ? heldBy(editor, level) : [], editor.snap.get() ? snaps[tool] : 0);
  };
  const stopProjecting = project(editor, level, view);
  const both = (): void => {
    mark();
    handles();
  };
  const stops = [
    stopProjecting,
    editor.selection.keys.subscribe(both),
    editor.people.subscribe(mark),
    editor.tool.subscribe(handles),
    editor.snap.subscribe(handles),
    editor.visibility.locked.subscribe(handles),
    editor.canEdit.subscribe(handles),
    editor.preview.frame.subscribe(handles),
    level.tree.subscribe(both),
    editor.assets.list.subscribe(() => view.assetsChanged()),
    acceptDrops(editor, view, canvas),
  ];
  both();
  let hover: { x: number; y: number } | undefined;
  editor.viewport.set({
    frame: (keys) => view.frame(keys),
    show(point) {
      const { position, target } = view.look;
      view.look = { position: target.map((at, axis) => position[axis]! - at + point[axis]!) as Point, target: [...point] };
    },
    point: () => (hover && view.pointAt(hover.x, hover.y)) ?? [...view.look.target],
  });

  let down: { x: number; y: number } | undefined;
  const at = (event: PointerEvent): { x: number; y: number } => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const onDown = (event: PointerEvent): void => {
    canvas.focus();
    down = event.button === 0 ? at(event) : undefined;
  };
  const onUp = (event: PointerEvent): void => {
    const here = at(event);
    const clicked = down && !view.dragging && !hands.busy && Math.hypot(here.x - down.x, here.y - down.y) <= clickSlack;
    down = undefined;
    if (!clicked) return;
    const key = view.pick(here.x, here.y);
    const chosen = key !== null && !editor.visibility.locked.get().has(key) ? key : undefined;
    if (event.shiftKey || event.ctrlKey || event.metaKey) {
      if (chosen !== undefined) editor.selection.toggle(chosen);
    } else editor.selection.set(chosen === undefined ? [] : [chosen]);
  };
  const onMove = (event: PointerEvent): void => {
    hover = at(event);
    if (editor.tool.get() !== 'select' && editor.selection.keys.get().length > 0) view.invalidate();
  };
  canvas.addEventListener('pointerdown', onDown);
  canvas.addEventListener('pointerup', onUp);
  const onLeave = (): void => {
    hover = undefined;
  };
  canvas.addEventListener('pointermove', onMove);
  canvas.addEventListener('pointerleave', onLeave);

  const peers = meetPeers(editor, view, canvas);
  const pins = createPins(editor, view, canvas);
  const size = new ResizeObserver(() => {
    engine.resize();
    view.invalidate();
  });
  size.observe(canvas);

  let pose = '';
  let shownTick = -1;
  let shownAt = 0;
  const isMoving = (): boolean =>
    camera.inertialAlphaOffset !== 0 ||
    camera.inertialBetaOffset !== 0 ||
    camera.inertialRadiusOffset !== 0 ||
    camera.inertialPanningX !== 0 ||
    camera.inertialPanningY !== 0;
  let request = 0;
  const draw = (now: number): void => {
    request = requestAnimationFrame(draw);
    const { state, tick, rate } = editor.preview.transport.get();
    if (tick !== shownTick) {
      shownTick = tick;
      shownAt = now;
    }
    if (state === 'playing' && editor.preview.frame.get()?.tick === tick && rate < 30) view.animate(((now - shownAt) / 1000) * rate);
    const { alpha, beta, radius, target } = camera;
    const next = `${alpha} ${beta} ${radius} ${target.x} ${target.y} ${target.z}`;
    if (!view.needsRender && !isMoving() && next === pose) return;
    pose = next;
    view.render();
    peers.drawn();
    pins.place();
  };
  request = requestAnimationFrame(draw);

  return () => {
    cancelAnimationFrame(request);
    size.disconnect();
    peers.dispose();
    pins.dispose();
    canvas.removeEventListener('pointerdown', onDown);
    canvas.removeEventListener('pointerup', onUp);
    canvas.removeEventListener('pointermove', onMove);
    canvas.removeEventListener('pointerleave', onLeave);
    for (const stop of stops) stop();
    hands.drop();
    editor.viewport.set(undefined);
    camera.detachControl();
    view.dispose();
    engine.dispose();
  };
}
