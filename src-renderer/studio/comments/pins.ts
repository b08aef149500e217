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

  const here = (): LevelComments | undefined => {
    const path = editor.level.get()?.ref.path;
    return comments.levels.get().find(({ ref }) => ref.path === path);
  };
  const open = ({ entity, threads }: Pin): void => {
    const level = here();
    if (!level) return;
    if (entity !== undefined && editor.level.get()?.entity(entity).get()) editor.selection.set([entity]);
    const [thread, ...more] = threads;
    if (thread && more.length === 0) return comments.open({ level: level.ref.path, thread: thread.id });
    comments.opened.set(undefined);
    comments.shown.set('open');
    comments.only.set(entity);
    editor.reveal.set('comments');
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
      const count = pin.threads.length;
      button.textContent = count > 1 ? String(count) : latest.by.name.charAt(0).toUpperCase();
      button.style.setProperty('--pin', colourOf(latest));
      button.ariaLabel = t('comments.pin', { name: aboutOf(first!.anchor, editor.level.get(), level!.ref).text, count });
      const isOpened = pin.threads.some(({ id }) => comments.opened.get()?.thread === id);
      button.dataset['opened'] = String(isOpened);
    }
    place();
  };
  const place = (): void => {
    for (const { pin, button } of buttons.values()) {
      const point = pin.at();
      const at = point && view.screenOf(point);
      button.hidden = !at;
      if (at) button.style.transform = `translate(${at.x}px, ${at.y}px)`;
    }
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
