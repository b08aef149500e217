import type { CommentThread } from '../../../engine/document/index.ts';
import type { LevelView, Point } from '../../view/index.ts';
import type { Editor } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { aboutOf } from './about.ts';
import { commentsOf, type LevelComments } from './comments.ts';
import styles from './comments.module.css';

type View = Pick<LevelView, 'screenOf' | 'topOf'>;

/** Threads that are about one thing. */
interface Pin {
  id: string;
  entity: string | undefined;
  at: () => Point | null;
  threads: readonly CommentThread[];
}

const most = 200;
/** Pixels within which pins stand as one. */
const near = 28;

/** The open threads about an entity. */
export const openAbout = (threads: readonly CommentThread[], entity: string): readonly CommentThread[] =>
  threads.filter(({ resolved, anchor }) => !resolved && anchor !== undefined && 'entity' in anchor && anchor.entity === entity);

/** Open threads by what they are about, one pin each. */
function pinsOf(threads: readonly CommentThread[], view: View): Pin[] {
  const pins = new Map<string, Pin>();
  for (const thread of threads) {
    const { anchor, resolved, id } = thread;
    if (resolved || !anchor) continue;
    const key = 'entity' in anchor ? anchor.entity : `point ${id}`;
    const known = pins.get(key);
    if (known) pins.set(key, { ...known, threads: [...known.threads, thread] });
    else if ('entity' in anchor) pins.set(key, { id: key, entity: anchor.entity, at: () => view.topOf(anchor.entity), threads: [thread] });
    else pins.set(key, { id: key, entity: undefined, at: () => anchor.point, threads: [thread] });
  }
  return [...pins.values()].slice(0, most);
}

/**
 * Pins over the picture where something is open: one per entity and one per point. They are one stop for the Tab key, with arrows from one to
 * the next; what is behind the beholder has none.
 */
export function createPins(editor: Editor, view: View, canvas: HTMLCanvasElement): { place(): void; dispose(): void } {
  const comments = commentsOf(editor);
  const layer = document.createElement('div');
  layer.className = styles['pins'] ?? '';
  layer.role = 'group';
  layer.ariaLabel = t('comments.pins');
  canvas.after(layer);
  const buttons = new Map<string, { pin: Pin; button: HTMLButtonElement }>();
  /** Pins that stand so close that one is shown for all, by the id of that one. */
  let clusters = new Map<string, readonly Pin[]>();

  const here = (): LevelComments | undefined => {
    const path = editor.level.get()?.ref.path;
    return comments.levels.get().find(({ ref }) => ref.path === path);
  };
  const list = (only: string | readonly string[] | undefined): void => {
    comments.opened.set(undefined);
    comments.shown.set('open');
    comments.only.set(only);
    editor.reveal.set('comments');
  };
  const open = ({ id, entity, threads }: Pin): void => {
    const level = here();
    if (!level) return;
    const together = clusters.get(id) ?? [];
    if (together.length > 1) return list(together.flatMap((pin) => pin.threads.map((thread) => thread.id)));
    if (entity !== undefined && editor.level.get()?.entity(entity).get()) editor.selection.set([entity]);
    const [thread, ...more] = threads;
    if (thread && more.length === 0) return comments.open({ level: level.ref.path, thread: thread.id });
    list(entity);
  };
  const colourOf = ({ by }: CommentThread['messages'][0]): string =>
    editor.people.get().find(({ person }) => person.id === by.id)?.person.colour ??
    comments.people.get().find(({ id }) => id === by.id)?.colour ??
    'var(--text-faint)';

  const buttonFor = (pin: Pin): HTMLButtonElement => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = styles['pin'] ?? '';
    button.addEventListener('click', () => {
      const known = buttons.get(pin.id);
      if (known) open(known.pin);
    });
    layer.append(button);
    return button;
  };
  const draw = (): void => {
    const level = here();
    const pins = level ? pinsOf(level.threads, view) : [];
    for (const [id, { button }] of buttons) {
      if (pins.some((pin) => pin.id === id)) continue;
      button.remove();
      buttons.delete(id);
    }
    for (const pin of pins) {
      const button = buttons.get(pin.id)?.button ?? buttonFor(pin);
      buttons.set(pin.id, { pin, button });
      const [first] = pin.threads;
      const latest = first!.messages[0];
      button.style.setProperty('--pin', colourOf(latest));
      const isOpened = pin.threads.some(({ id }) => comments.opened.get()?.thread === id);
      button.dataset['opened'] = String(isOpened);
    }
    place();
  };
  /** What a pin says, alone or for those beside it. */
  const say = (button: HTMLButtonElement, pins: readonly Pin[]): void => {
    const level = here();
    const threads = pins.flatMap((pin) => pin.threads);
    const names = pins.map((pin) => aboutOf(pin.threads[0]!.anchor, editor.level.get(), level!.ref).text);
    const count = threads.length;
    const text = count > 1 ? String(count) : threads[0]!.messages[0].by.name.charAt(0).toUpperCase();
    const label =
      pins.length > 1
        ? t('comments.cluster', { count, names: [...new Set(names)].slice(0, 3).join(', ') })
        : t('comments.pin', { name: names[0]!, count });
    if (button.textContent !== text) button.textContent = text;
    if (button.ariaLabel !== label) button.ariaLabel = label;
    button.dataset['cluster'] = String(pins.length > 1);
  };
  const place = (): void => {
    const placed: { pin: Pin; at: { x: number; y: number } }[] = [];
    const together = new Map<string, Pin[]>();
    for (const { pin, button } of buttons.values()) {
      const point = pin.at();
      const at = point && view.screenOf(point);
      const beside = at && placed.find((other) => Math.hypot(other.at.x - at.x, other.at.y - at.y) < near);
      button.hidden = !at || beside !== undefined;
      if (!at) continue;
      if (beside) {
        together.get(beside.pin.id)?.push(pin);
        continue;
      }
      placed.push({ pin, at });
      together.set(pin.id, [pin]);
      button.style.transform = `translate(${at.x}px, ${at.y}px)`;
    }
    clusters = together;
    for (const [id, pins] of together) say(buttons.get(id)!.button, pins);
    const shown = [...buttons.values()].filter(({ button }) => !button.hidden).map(({ button }) => button);
    const stop = shown.find((button) => button === document.activeElement) ?? shown[0];
    for (const button of shown) button.tabIndex = button === stop ? 0 : -1;
  };
  layer.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const shown = [...layer.querySelectorAll<HTMLButtonElement>('button:not([hidden])')];
    const at = shown.indexOf(document.activeElement as HTMLButtonElement);
    shown[(at + step + shown.length) % shown.length]?.focus();
    place();
  });
  const stops = [comments.levels.subscribe(draw), comments.opened.subscribe(draw), comments.people.subscribe(draw)];
  draw();
  return {
    place,
    dispose() {
      for (const stop of stops) stop();
      layer.remove();
    },
  };
}
