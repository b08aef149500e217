import { type AbstractEngine, createLevelView, type HandleOptions, openHearing, paintText, type Point } from '../../../view/index.ts';
import { createPins } from '../../comments/index.ts';
import type { Editor, LevelSession } from '../../editor/index.ts';
import { showDifferences } from '../../versions/differences.ts';
export { openGraphics } from '../../../view/index.ts';
import { askByKey } from './ask-by-key.ts';
import { createCompass } from './compass.ts';
import { createCountsBox } from './counts.ts';
import { drawDebug } from './debug-draw.ts';
import { acceptDrops } from './drops.ts';
import { changesOf, createHands, heldBy } from './hands.ts';
import { watchModifiers } from './modifiers.ts';
import { overPicture } from './over-picture.ts';
import { meetPeers } from './peers.ts';
import { createPointer, isSnapping } from './pointer.ts';
import { marksOf, project } from './projection.ts';
import type { Asked } from './scene-menu.ts';
import { smallPicture } from './small-picture.ts';
import { createSteering } from './steering.ts';

/**
 * The picture of a level on a canvas and what a hand does to it: steer, select, carry. Draws when something has changed, never otherwise.
 * @param engine goes with it
 * @param onMenu somebody asks for the menu of a point
 */
export function openStage(
  editor: Editor,
  level: LevelSession,
  canvas: HTMLCanvasElement,
  engine: AbstractEngine,
  onMenu: (asked: Asked) => void,
): () => void {
  const modifiers = watchModifiers(window);
  const { held } = modifiers;
  const hands = createHands(editor, level, () => held.get().shift);
  const hearing = openHearing(() => hear());
  const view = createLevelView(engine, { paintText, gizmo: hands, assets: editor.assets, audio: () => hearing.context() });
  const { viewing, tool } = editor;

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
  const holdable = (): readonly string[] =>
    tool.get() !== 'select' && editor.canEdit.get() && editor.preview.frame.get() === undefined ? heldBy(editor, level) : [];
  const handleOptions = (): HandleOptions => {
    const { move, rotate, scale } = viewing.steps.get();
    const step = { select: 0, move, rotate: (rotate * Math.PI) / 180, scale }[tool.get()];
    return { snap: isSnapping(editor, held.get()) ? step : 0, space: viewing.space.get(), pivot: viewing.pivot.get() };
  };
  const handles = (): void => {
    const mode = tool.get();
    view.handles(mode === 'select' ? 'none' : mode, holdable(), handleOptions());
  };
  const stopProjecting = project(editor, level, view);
  const helpers = (): void => view.showHelpers(viewing.helpers.get() ? 'all' : editor.selection.keys.get());
  // A run is heard while it plays: what happened since the tick that was shown before.
  let heardTick = -1;
  const hear = (): void => {
    const { preview } = editor;
    const { state, tick } = preview.transport.get();
    const isHeard = viewing.sound.get() && state === 'playing';
    view.sounding = isHeard && hearing.context() !== undefined;
    if (isHeard && tick > heardTick && heardTick >= 0)
      view.hear(preview.current.get()?.events.filter((event) => event.tick > heardTick && event.tick <= tick) ?? []);
    heardTick = isHeard ? tick : -1;
  };
  const both = (): void => {
    mark();
    helpers();
    handles();
  };
  const stops = [
    stopProjecting,
    editor.selection.keys.subscribe(both),
    editor.people.subscribe(mark),
    viewing.helpers.subscribe(helpers),
    viewing.sound.subscribe(hear),
    editor.preview.transport.subscribe(hear),
    ...[tool, viewing.snap, viewing.steps, viewing.space, viewing.pivot, held].map((cell) => cell.subscribe(handles)),
    editor.visibility.locked.subscribe(handles),
    editor.canEdit.subscribe(handles),
    editor.preview.frame.subscribe(handles),
    level.tree.subscribe(both),
    editor.assets.list.subscribe(() => view.assetsChanged()),
    acceptDrops(editor, view, canvas),
    drawDebug(editor, view),
    showDifferences(editor, level, view, canvas),
  ];
  both();

  const look = (): void => {
    view.outlook = viewing.outlook.get();
    view.showGrid(viewing.grid.get());
  };
  stops.push(...[viewing.outlook, viewing.grid].map((cell) => cell.subscribe(look)));
  look();
  // Whoever turns away from a side sees in perspective again.
  const turn = (by: (x: number, y: number) => void) => (x: number, y: number) => {
    if (viewing.outlook.get() !== 'orthographic') viewing.outlook.set('perspective');
    by(x, y);
  };
  const { orbit, look: lookAbout, ...straight } = view.steer;
  const hand = {
    steer: { ...straight, orbit: turn(orbit), look: turn(lookAbout) },
    get look() {
      return view.look;
    },
  };
  const steering = createSteering(hand, canvas, () => editor.following.set(undefined));
  const callOff = (): void => {
    view.callOff();
    hands.cancel();
    handles();
  };
  const pointer = createPointer(editor, view, canvas, { held, holdable, callOff, steering: () => steering.busy, onMenu });
  const stopMenuKey = askByKey(editor, view, canvas, onMenu);
  editor.viewport.set({
    frame: (keys) => view.frame(keys),
    show(point) {
      const { position, target } = view.look;
      view.look = { position: target.map((at, axis) => position[axis]! - at + point[axis]!) as Point, target: [...point] };
    },
    point: () => (pointer.hover && view.pointAt(pointer.hover.x, pointer.hover.y)) ?? [...view.look.target],
    landing: (newcomer, parent, spot) => view.landing(newcomer, parent, viewing.snap.get() ? viewing.steps.get().move : 0, spot),
    get look() {
      return view.look;
    },
    set look(next) {
      view.look = next;
    },
    dropped: (keys) => changesOf(view.dropped(keys)),
    picture() {
      // What is still being compiled or loaded would be missing.
      if (!drawn || view.loading > 0 || canvas.width * canvas.height === 0) return undefined;
      let jpeg: string | undefined;
      // WebGPU holds a picture no longer than until the page goes on.
      view.bare(() => {
        render();
        if (!view.needsRender && view.drawCalls > 0) jpeg = smallPicture(canvas);
      });
      return jpeg;
    },
  });

  const peers = meetPeers(editor, view, canvas);
  const pins = createPins(editor, view, canvas);
  const compass = createCompass(editor, view, canvas);
  const counts = createCountsBox(canvas);
  const count = (): void => {
    if (!viewing.counts.get()) return counts.hide();
    view.counts();
    view.invalidate();
  };
  stops.push(viewing.counts.subscribe(count));
  count();
  const size = new ResizeObserver(() => {
    engine.resize();
    view.invalidate();
  });
  size.observe(canvas);

  let shownTick = -1;
  let shownAt = 0;
  let drawn = false;
  let request = 0;
  const render = (): void => {
    engine.beginFrame();
    view.render();
    engine.endFrame();
  };
  const draw = (now: number): void => {
    request = requestAnimationFrame(draw);
    const { state, tick, rate } = editor.preview.transport.get();
    if (tick !== shownTick) {
      shownTick = tick;
      shownAt = now;
    }
    if (state === 'playing' && editor.preview.frame.get()?.tick === tick && rate < 30) view.animate(((now - shownAt) / 1000) * rate);
    steering.tick(now);
    if (!view.needsRender) return;
    const began = performance.now();
    view.keepClear(overPicture(canvas));
    render();
    if (!drawn && !view.needsRender) performance.mark('first-picture');
    drawn ||= !view.needsRender;
    if (viewing.counts.get()) counts.show(view.counts(), performance.now() - began);
    peers.drawn();
    pins.place();
    compass.place();
  };
  request = requestAnimationFrame(draw);

  return () => {
    cancelAnimationFrame(request);
    size.disconnect();
    peers.dispose();
    pins.dispose();
    compass.dispose();
    counts.dispose();
    pointer.dispose();
    stopMenuKey();
    steering.dispose();
    modifiers.dispose();
    for (const stop of stops) stop();
    hands.drop();
    editor.viewport.set(undefined);
    view.dispose();
    hearing.dispose();
    engine.dispose();
  };
}
