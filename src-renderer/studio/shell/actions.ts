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

export const shellActions: readonly Action[] = [reset];
