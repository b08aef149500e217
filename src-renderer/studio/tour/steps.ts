import type { Cell } from '../editor/cell.ts';
import type { Editor } from '../editor/index.ts';
import { type PlainKey, t } from '../i18n/index.ts';

export interface TourStep {
  id: string;
  title: PlainKey;
  about: PlainKey;
  /** The panel that comes to the front for it. */
  panel?: string;
  /** The accessible name of what it is about: a region or a button of the window. */
  target: () => string;
  /** Calls `done` as soon as its thing is done. Returns how to stop looking. */
  watch: (editor: Editor, done: () => void) => () => void;
}

/** Done when what `read` gives is another than it was when the step began. */
const changes =
  (cellOf: (editor: Editor) => Cell<unknown>, isDone: (now: unknown, before: unknown) => boolean): TourStep['watch'] =>
  (editor, done) => {
    const cell = cellOf(editor);
    const before = cell.get();
    return cell.subscribe(() => isDone(cell.get(), before) && done());
  };

const lengthOf = (steps: unknown): number => (steps as { steps: readonly unknown[] }).steps.length;
const opens = (name: string): TourStep['watch'] =>
  changes(
    ({ dialog }) => dialog,
    (now) => now === name,
  );

const step = (
  id: 'turn' | 'play' | 'kpi' | 'edit' | 'undo' | 'share' | 'publish',
  more: Pick<TourStep, 'panel' | 'target' | 'watch'>,
): TourStep => ({
  id,
  title: `tour.${id}`,
  about: `tour.${id}.about`,
  ...more,
});

export const tourSteps: readonly TourStep[] = [
  step('turn', {
    panel: 'scenario',
    target: () => t('panel.scenario'),
    watch: changes(
      ({ preview }) => preview.changed,
      (now, before) => JSON.stringify(now) !== JSON.stringify(before),
    ),
  }),
  step('play', {
    target: () => t('transport.play'),
    watch: changes(
      ({ preview }) => preview.transport,
      (now) => (now as { state: string }).state === 'playing',
    ),
  }),
  step('kpi', {
    panel: 'kpis',
    target: () => t('panel.kpis'),
    watch(_, done) {
      const inside = ({ target }: Event): void => {
        if (target instanceof Element && target.closest(`[role="region"][aria-label="${t('panel.kpis')}"]`)) done();
      };
      const events = ['pointerdown', 'keydown'] as const;
      for (const name of events) document.addEventListener(name, inside, true);
      return () => {
        for (const name of events) document.removeEventListener(name, inside, true);
      };
    },
  }),
  step('edit', {
    panel: 'viewport',
    target: () => t('panel.viewport'),
    watch: changes(
      ({ steps }) => steps,
      (now, before) => lengthOf(now) > lengthOf(before),
    ),
  }),
  step('undo', {
    target: () => t('action.undo'),
    watch: changes(
      ({ steps }) => steps,
      (now, before) => lengthOf(now) < lengthOf(before),
    ),
  }),
  step('share', { target: () => t('share'), watch: opens('share') }),
  step('publish', { target: () => t('publish.title'), watch: opens('publish') }),
];

/** What a step is about, in the page: the panel or the button of that name that can be seen. */
export function targetOf({ target, panel }: TourStep, page: Document): Element | undefined {
  const name = target();
  return [...page.querySelectorAll(panel === undefined ? 'button' : '[role="region"]')].find(
    (one) => (one.getAttribute('aria-label') ?? one.textContent.trim()) === name && one.getClientRects().length > 0,
  );
}
