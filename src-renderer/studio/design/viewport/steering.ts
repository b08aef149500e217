import type { LevelView } from '../../../view/index.ts';

type View = Pick<LevelView, 'steer' | 'look'>;

const wheelStep = 0.0012;
const keyStep = 40;
const fastest = 4;

/** What a key does to the eye when it is pressed: pixels of orbit, or of panning with Shift, or a factor. */
const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
const zooms: Readonly<Record<string, number>> = { PageUp: 0.85, PageDown: 1 / 0.85 };
/** Keys that walk while one flies: right, up, forward. By their place on the keyboard, not by what is printed on them. */
const walks: Readonly<Record<string, readonly [number, number, number]>> = {
  KeyW: [0, 0, 1],
  KeyS: [0, 0, -1],
  KeyA: [-1, 0, 0],
  KeyD: [1, 0, 0],
  KeyE: [0, 1, 0],
  KeyQ: [0, -1, 0],
};

type Grip = 'orbit' | 'pan' | 'look';

const gripOf = (event: PointerEvent): Grip | undefined => {
  if (event.button === 2) return 'look';
  if (event.button === 1) return event.altKey ? 'orbit' : 'pan';
  return event.button === 0 && event.altKey ? (event.shiftKey ? 'pan' : 'orbit') : undefined;
};

export interface Steering {
  /** True while the hand moves the eye. */
  readonly busy: boolean;
  /** Walks on; called once per picture, with its time in milliseconds. */
  tick(now: number): void;
  dispose(): void;
}

/**
 * The eye in a person's hand. Right button: look about, and fly with W A S D, Q and E. Alt and the left button: orbit. Middle button: pan.
 * Wheel: closer and away. One finger orbits, two pan and zoom. Arrow keys orbit, with Shift they pan, Page up and down zoom.
 */
export function createSteering(view: View, canvas: HTMLCanvasElement, onLead: () => void): Steering {
  const { steer } = view;
  let grip: { kind: Grip; id: number; x: number; y: number } | undefined;
  const fingers = new Map<number, { x: number; y: number }>();
  const walking = new Set<string>();
  let fast = false;
  let speed = 1;
  let before: number | undefined;

  const middleOf = (): { x: number; y: number; spread: number } => {
    const [a, b] = [...fingers.values()];
    if (!a || !b) return { x: a?.x ?? 0, y: a?.y ?? 0, spread: 0 };
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, spread: Math.hypot(a.x - b.x, a.y - b.y) };
  };
  const touch = (event: PointerEvent): void => {
    const was = middleOf();
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const now = middleOf();
    if (fingers.size === 1) return steer.orbit(now.x - was.x, now.y - was.y);
    steer.pan(now.x - was.x, now.y - was.y);
    if (was.spread > 0 && now.spread > 0) steer.zoom(was.spread / now.spread);
  };

  const onDown = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') {
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      return;
    }
    const kind = gripOf(event);
    if (!kind || grip) return;
    event.preventDefault();
    grip = { kind, id: event.pointerId, x: event.clientX, y: event.clientY };
    canvas.setPointerCapture(event.pointerId);
    onLead();
  };
  const onMove = (event: PointerEvent): void => {
    if (fingers.has(event.pointerId)) return touch(event);
    if (!grip || grip.id !== event.pointerId) return;
    steer[grip.kind](event.clientX - grip.x, event.clientY - grip.y);
    grip.x = event.clientX;
    grip.y = event.clientY;
  };
  const onUp = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    if (grip?.id !== event.pointerId) return;
    grip = undefined;
    walking.clear();
  };
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const turned = event.deltaMode === event.DOM_DELTA_LINE ? event.deltaY * 32 : event.deltaY;
    if (grip?.kind === 'look') speed = Math.min(20, Math.max(0.05, speed * Math.exp(-turned * wheelStep)));
    else steer.zoom(Math.exp(turned * wheelStep));
  };
  const onKey = (event: KeyboardEvent): void => {
    fast = event.shiftKey;
    if (grip?.kind === 'look' && event.code in walks) {
      // While one flies these keys are no tools.
      event.preventDefault();
      event.stopPropagation();
      walking.add(event.code);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.activeElement !== canvas) return;
    const arrow = arrows[event.key];
    const factor = zooms[event.key];
    if (!arrow && factor === undefined) return;
    event.preventDefault();
    onLead();
    if (factor !== undefined) steer.zoom(factor);
    else if (arrow) steer[event.shiftKey ? 'pan' : 'orbit'](arrow[0] * keyStep, arrow[1] * keyStep);
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    fast = event.shiftKey;
    walking.delete(event.code);
  };

  const stop = new AbortController();
  const { signal } = stop;
  canvas.addEventListener('pointerdown', onDown, { signal });
  canvas.addEventListener('pointermove', onMove, { signal });
  canvas.addEventListener('pointerup', onUp, { signal });
  canvas.addEventListener('pointercancel', onUp, { signal });
  canvas.addEventListener('lostpointercapture', onUp, { signal });
  canvas.addEventListener('wheel', onWheel, { signal, passive: false });
  canvas.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  window.addEventListener('keydown', onKey, { signal, capture: true });
  window.addEventListener('keyup', onKeyUp, { signal, capture: true });
  window.addEventListener('blur', () => walking.clear(), { signal });

  return {
    get busy() {
      return grip !== undefined || fingers.size > 0;
    },
    tick(now) {
      const seconds = before === undefined ? 0 : Math.min(0.1, (now - before) / 1000);
      before = walking.size > 0 ? now : undefined;
      if (walking.size === 0 || seconds === 0) return;
      const way = [0, 0, 0];
      for (const code of walking) walks[code]?.forEach((step, axis) => (way[axis]! += step));
      const { position, target } = view.look;
      const far = Math.hypot(...position.map((lane, axis) => lane - target[axis]!));
      // A large scene is crossed faster than a small one.
      const reach = Math.min(60, Math.max(2, far * 0.5)) * speed * (fast ? fastest : 1) * seconds;
      steer.walk(way[0]! * reach, way[1]! * reach, way[2]! * reach);
    },
    dispose: () => stop.abort(),
  };
}
