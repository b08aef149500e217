import { type Action, defineAction } from '../editor/index.ts';

/** What `reveal` is set to for the layout to go back to its preset. */
export const resetLayout = '#reset';

const reset = defineAction({
  id: 'view.resetLayout',
  title: 'action.resetLayout',
  icon: 'reset',
  words: 'panels workspace default',
  menu: { in: 'view', group: 0 },
  when: ({ project }) => project.get() !== undefined,
  run: ({ reveal }) => reveal.set(resetLayout),
});

/** What `reveal` is set to for the keyboard to go into the next panel that is shown, or into the one before. */
export const nextPanel = '#next';
export const previousPanel = '#previous';

const walk = (id: string, title: 'action.nextPanel' | 'action.previousPanel', keys: string, to: string): Action =>
  defineAction({
    id,
    title,
    keys: [keys],
    words: 'focus region keyboard',
    menu: { in: 'view', group: 0 },
    when: ({ project }) => project.get() !== undefined,
    run: ({ reveal }) => reveal.set(to),
  });

export const shellActions: readonly Action[] = [
  reset,
  walk('view.panel.next', 'action.nextPanel', 'F6', nextPanel),
  walk('view.panel.previous', 'action.previousPanel', 'Shift+F6', previousPanel),
];
