import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { LedgerError } from '../../contract/error.ts';
import { channelTo, serveWindow, type WindowHandlers } from '../host/serve-window.ts';
import { ownerOver } from './owner.ts';

/** Two processes with a channel between them, as JSON. */
function twoProcesses(handlers: Partial<WindowHandlers>) {
  const here = new EventEmitter();
  const there = new EventEmitter();
  const across = (to: EventEmitter, message: unknown): void =>
    queueMicrotask(() => void to.emit('message', JSON.parse(JSON.stringify(message))));
  const logged: unknown[] = [];
  serveWindow(
    channelTo(Object.assign(there, { send: (message: unknown) => (across(here, message), true) }) as never),
    handlers as WindowHandlers,
    (error) => void logged.push(error),
  );
  const { owner } = ownerOver(
    {
      send: (message) => across(there, message),
      onMessage: (listener) => void here.on('message', listener),
      onClose: (listener) => void here.on('disconnect', listener),
    },
    (error) => void logged.push(error),
  );
  return { owner, here, there, logged };
}

test('the window asks the owner, and each answer finds its question', async () => {
  const { owner } = twoProcesses({
    'folder.look': async ({ path }) => (path === '/known' ? { found: { project: 'p'.repeat(8) as never, name: path } } : {}),
  });
  const [known, foreign] = await Promise.all([
    owner.ask('folder.look', { path: '/known' }),
    owner.ask('folder.look', { path: '/foreign' }),
  ]);
  expect(known.found?.name).toBe('/known');
  expect(foreign).toEqual({});
});

test('a refusal arrives as what it is, a bug as a sentence', async () => {
  const { owner, logged } = twoProcesses({
    'folder.add': () => {
      throw new LedgerError({ code: 'not-a-project', message: 'No project.', hint: 'Make one.' });
    },
    'project.path': () => {
      throw new TypeError('undefined is not a function');
    },
  });
  await expect(owner.ask('folder.add', { path: '/x' })).rejects.toMatchObject({ code: 'not-a-project', hint: 'Make one.' });
  await expect(owner.ask('project.path', { project: 'p'.repeat(8) as never })).rejects.toMatchObject({ code: 'internal' });
  expect(logged).toHaveLength(1);
});

test('what is no question and what is no answer is passed over', async () => {
  const { owner, here, there } = twoProcesses({ 'folder.look': () => ({}) });
  for (const noise of [undefined, null, 7, 'x', {}, { ask: 'one' }, { reply: 99, answer: {} }]) {
    there.emit('message', noise);
    here.emit('message', noise);
  }
  expect(await owner.ask('folder.look', { path: '/x' })).toEqual({});
});

test('an answer of another shape is not believed', async () => {
  const { owner } = twoProcesses({ 'window.link': () => ({ url: 'not a url', playground: '' }) });
  await expect(owner.ask('window.link', {})).rejects.toThrow();
});

test('an owner that ends answers every question, those to come too', async () => {
  const { owner, here } = twoProcesses({ 'folder.look': () => new Promise(() => {}) });
  const waiting = owner.ask('folder.look', { path: '/x' });
  here.emit('disconnect');
  await expect(waiting).rejects.toMatchObject({ code: 'owner-gone' });
  await expect(owner.ask('folder.look', { path: '/x' })).rejects.toMatchObject({ code: 'owner-gone' });
});
