import { t } from '../../i18n/index.ts';
import { type Action, defineAction } from './action.ts';

const inLevel: Action['when'] = ({ level }) => level.get() !== undefined;

export const playPause = defineAction({
  id: 'play.toggle',
  title: 'action.playPause',
  keys: ['Space'],
  icon: 'play',
  menu: { in: 'play', group: 0 },
  when: inLevel,
  run: ({ preview }) => (preview.transport.get().state === 'playing' ? preview.pause() : preview.play()),
});

export const step = defineAction({
  id: 'play.step',
  title: 'action.step',
  keys: ['.'],
  icon: 'step',
  menu: { in: 'play', group: 0 },
  when: inLevel,
  run: ({ preview }) => preview.step(),
});

const stepBack = defineAction({
  id: 'play.stepBack',
  title: 'action.stepBack',
  keys: [','],
  menu: { in: 'play', group: 0 },
  when: ({ preview }) => preview.transport.get().tick > 0,
  run: ({ preview }) => preview.seek(preview.transport.get().tick - 1),
});

export const stop = defineAction({
  id: 'play.stop',
  title: 'action.stop',
  icon: 'stop',
  keys: ['Shift+Space'],
  menu: { in: 'play', group: 0 },
  when: ({ preview }) => preview.transport.get().state !== 'stopped',
  run: ({ preview }) => preview.stop(),
});

export const run = defineAction({
  id: 'play.run',
  title: 'action.run',
  keys: ['Mod+Enter'],
  icon: 'skip-forward',
  words: 'compute simulate',
  menu: { in: 'play', group: 1 },
  when: inLevel,
  async run({ preview }) {
    await preview.run();
  },
});

export const fork = defineAction({
  id: 'play.fork',
  title: 'action.fork',
  icon: 'fork',
  words: 'branch what if',
  menu: { in: 'play', group: 1 },
  when: ({ preview }) => preview.current.get() !== undefined && preview.transport.get().state !== 'stopped',
  async run({ preview }) {
    await preview.fork();
  },
});

/** Copies the state hash of the tick shown: what proves that two machines agree. */
export const copyHash = defineAction({
  id: 'play.copyHash',
  title: 'action.copyHash',
  icon: 'copy',
  menu: { in: 'play', group: 2 },
  when: ({ preview }) => preview.transport.get().state !== 'stopped' && preview.transport.get().hash !== '',
  async run({ preview, ports, notices }) {
    await ports.clipboard.write(preview.transport.get().hash);
    notices.say({ tone: 'plain', title: t('transport.hash.copied') });
  },
});

const reset = defineAction({
  id: 'play.resetParameters',
  title: 'action.resetParameters',
  icon: 'reset',
  menu: { in: 'play', group: 2 },
  when: ({ preview }) => Object.keys(preview.changed.get()).length > 0,
  run: ({ preview }) => preview.resetParameters(),
});

export const playActions: readonly Action[] = [playPause, step, stepBack, stop, run, fork, copyHash, reset];
