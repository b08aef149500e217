import type { LevelView, Spot } from '../../../view/index.ts';
import type { Cell, Editor } from '../../editor/index.ts';
import { createMarquee, isTouching } from './marquee.ts';
import type { Modifiers } from './modifiers.ts';
import type { Asked } from './scene-menu.ts';

type View = Pick<LevelView, 'look' | 'pick' | 'within' | 'take' | 'carryTo' | 'letGo' | 'dragging' | 'callOff' | 'invalidate'>;

const clickSlack = 4;

/** Whether drags go in steps now: Ctrl says the opposite of the switch. */
export const isSnapping = ({ viewing }: Editor, { ctrl }: Modifiers): boolean => viewing.snap.get() !== ctrl;

export interface PointerOptions {
  held: Cell<Modifiers>;
  /** What the hand would hold now; nothing where nothing may be moved. */
  holdable: () => readonly string[];
  /** Everything back to where the drag began. */
  callOff: () => void;
  /** Whether the hand is at the eye instead. */
  steering: () => boolean;
  /** The other button was pressed without looking about, on what is selected now or on nothing. */
  onMenu: (asked: Asked) => void;
}

/** The left button in the scene: a click selects, a drag of what is selected carries it, any other drag draws a rectangle around what to select. */
export function createPointer(
  editor: Editor,
  view: View,
  canvas: HTMLCanvasElement,
  { held, holdable, callOff, steering, onMenu }: PointerOptions,
): { readonly hover: Spot | undefined; dispose(): void } {
  const { viewing, selection, visibility } = editor;
  let hover: Spot | undefined;
  let down: (Spot & { onHandle: boolean }) | undefined;
  /** Where the other button went down, and from where one saw it. */
  let asking: (Spot & { eye: string }) | undefined;
  let carrying = false;
  let drawing = false;
  const marquee = createMarquee(canvas);

  const at = (event: PointerEvent): Spot => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const isApart = (from: Spot, here: Spot): boolean => Math.hypot(here.x - from.x, here.y - from.y) > clickSlack;
  const isDrag = (here: Spot): boolean => down !== undefined && isApart(down, here);
  const eye = (): string => JSON.stringify(view.look.position.map((lane) => lane.toFixed(3)));
  const carry = (): void => {
    if (!carrying || !hover) return;
    view.carryTo(hover, {
      step: isSnapping(editor, held.get()) ? viewing.steps.get().move : 0,
      onSurface: viewing.onSurface.get(),
      upright: viewing.upright.get(),
      toVertex: viewing.toVertex.get() !== held.get().vertex,
    });
  };
  const letGo = (): void => {
    if (carrying) view.letGo();
    carrying = false;
    drawing = false;
    down = undefined;
    marquee.hide();
  };
  const selectWithin = (from: Spot, to: Spot): void => {
    const locked = visibility.locked.get();
    const found = view.within(from, to, isTouching(from, to)).filter((key) => !locked.has(key));
    const { shift, ctrl } = held.get();
    const before = selection.keys.get();
    const taken = new Set(found);
    selection.set(ctrl ? before.filter((key) => !taken.has(key)) : shift ? [...before, ...found] : found);
  };
  const chosenAt = ({ x, y }: Spot): string | undefined => {
    const key = view.pick(x, y);
    return key !== null && !visibility.locked.get().has(key) ? key : undefined;
  };
  const ask = (spot: Spot): void => {
    if (selection.picking.get()) return;
    const chosen = chosenAt(spot);
    if (chosen === undefined) selection.clear();
    else if (!selection.has(chosen)) selection.set([chosen]);
    onMenu({ spot, onEntity: chosen !== undefined });
  };
  const click = (here: Spot, adds: boolean): void => {
    const chosen = chosenAt(here);
    if (!adds) selection.set(chosen === undefined ? [] : [chosen]);
    else if (chosen !== undefined) selection.toggle(chosen);
  };

  const onDown = (event: PointerEvent): void => {
    canvas.focus();
    asking = event.button === 2 ? { ...at(event), eye: eye() } : undefined;
    down = event.button === 0 && !steering() ? { ...at(event), onHandle: view.dragging } : undefined;
  };
  const onMove = (event: PointerEvent): void => {
    hover = at(event);
    if (asking && isApart(asking, hover)) asking = undefined;
    if (carrying) return carry();
    if (drawing && down) return marquee.show(down, hover);
    if (holdable().length > 0) view.invalidate();
    if (!down || down.onHandle || event.pointerType === 'touch' || steering() || !isDrag(hover)) return;
    canvas.setPointerCapture(event.pointerId);
    carrying = editor.tool.get() === 'move' && view.take(down, holdable());
    drawing = !carrying;
    if (carrying) carry();
    else marquee.show(down, hover);
  };
  const onUp = (event: PointerEvent): void => {
    const here = at(event);
    const asked = asking;
    asking = undefined;
    // Whoever flew meanwhile has looked about, even if the hand kept still.
    if (asked && event.button === 2) return asked.eye === eye() ? ask(here) : undefined;
    if (carrying) return letGo();
    if (drawing && down) {
      const from = down;
      letGo();
      return selectWithin(from, here);
    }
    const clicked = down && !down.onHandle && !isDrag(here) && event.button === 0;
    down = undefined;
    if (clicked) click(here, event.shiftKey || event.ctrlKey || event.metaKey);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !(drawing || view.dragging)) return;
    event.preventDefault();
    event.stopPropagation();
    if (view.dragging) callOff();
    carrying = false;
    letGo();
  };
  const onLeave = (): void => {
    hover = undefined;
  };

  const stop = new AbortController();
  const { signal } = stop;
  canvas.addEventListener('pointerdown', onDown, { signal });
  canvas.addEventListener('pointermove', onMove, { signal });
  canvas.addEventListener('pointerup', onUp, { signal });
  canvas.addEventListener('pointercancel', letGo, { signal });
  canvas.addEventListener('pointerleave', onLeave, { signal });
  window.addEventListener('keydown', onKey, { signal, capture: true });
  // A key that changes how it is carried is felt at once.
  const stopHeld = held.subscribe(carry);
  return {
    get hover() {
      return hover;
    },
    dispose() {
      stop.abort();
      stopHeld();
      letGo();
      marquee.dispose();
    },
  };
}
