import { type Action, defineAction } from '../editor/actions/action.ts';

const start = defineAction({
  id: 'help.tour',
  title: 'action.tour',
  icon: 'sparkles',
  words: 'help learn begin introduction walkthrough restart',
  menu: { in: 'help', group: 1 },
  when: ({ project }) => project.get() !== undefined,
  run: ({ preferences }) => preferences.setTour({ at: 0, on: true }),
});

const resume = defineAction({
  id: 'help.tour.resume',
  title: 'action.tour.resume',
  words: 'help learn introduction walkthrough continue',
  menu: { in: 'help', group: 1 },
  when: ({ project, preferences }) => project.get() !== undefined && !preferences.tour.get().on && preferences.tour.get().at > 0,
  run: ({ preferences }) => preferences.setTour({ at: preferences.tour.get().at, on: true }),
});

export const tourActions: readonly Action[] = [start, resume];
