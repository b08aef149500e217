/**
 * Rooms as they were saved by one version of the documents, kept for ever: `test/fixtures/documents/v<n>/rooms` is what lay on a disk, the
 * `<kind>.json` beside it what it says. `node test/goldens/documents.ts` makes those of the current version, once; they are never made again.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addEntity,
  type AnyDocument,
  createHistory,
  deleteEntities,
  type DocumentKind,
  documentVersions,
  EditOrigin,
  editScript,
  moveEntity,
  readScript,
  rename,
  setFields,
  setMeta,
  setProject,
  setResolved,
  startThread,
  toCommentsFile,
  toLevelFile,
  toProjectFile,
  writeMessage,
} from '../../engine/document/index.ts';
import { client, startServer } from '../contract/collab/server.ts';

export const documentFixtures = join(import.meta.dirname, '../fixtures/documents');

export const goldenRooms = {
  level: 'demo/level/street',
  script: 'demo/script/scripts/prices.ts',
  project: 'demo/project',
  comments: 'demo/comments/street',
} as const satisfies Record<DocumentKind, string>;

/** What a document says, as text. */
export const saysOf = (document: AnyDocument): string => {
  const what = {
    level: () => document.kind === 'level' && toLevelFile(document),
    script: () => document.kind === 'script' && readScript(document),
    project: () => document.kind === 'project' && toProjectFile(document),
    comments: () => document.kind === 'comments' && toCommentsFile(document),
  }[document.kind]();
  return `${JSON.stringify(what, undefined, 2)}\n`;
};

const noon = Date.UTC(2026, 10, 27, 12);

/** Everything that a document can hold, by three people, one of them away for a while; a snapshot and the log after it. */
async function make(folder: string): Promise<void> {
  const server = await startServer({ clock: () => noon, compactAfter: { records: 9, bytes: 2_000 } });
  for (const name of Object.values(goldenRooms)) {
    await server.rooms.room(name, (document, origin) => {
      if (document.kind === 'script') editScript(document, [{ at: 0, remove: 0, insert: 'let price = 1;\n' }], origin);
    });
  }
  const enter = async <K extends DocumentKind>(kind: K, person: string) => {
    const window = client<K>(server, person, { name: goldenRooms[kind] });
    await window.whenSynced();
    return window;
  };
  const me = new EditOrigin('golden');

  const [ada, ben] = [await enter('level', 'ada'), await enter('level', 'ben')];
  const history = createHistory();
  history.track(ada.document);
  setMeta(ada.document, { name: 'Grünstraße 🚚', 'environment.fog': 0.25 }, me);
  addEntity(ada.document, { id: 'lamp0000000a', name: 'Lamp', components: { Label: { text: 'שלום', size: 3 } } }, { parent: 'truck' }, me);
  addEntity(
    ada.document,
    { id: 'case0000000a', name: 'Case', prefab: 'Crate', without: ['Light'], components: { Label: { size: 2 } } },
    { parent: null },
    me,
  );
  await ada.whenSaved();
  ben.setAway(true);
  rename(ben.document, 'crate', 'Kiste', me);
  moveEntity(ben.document, 'truck', { parent: 'crate' }, me);
  moveEntity(ada.document, 'crate', { parent: 'truck' }, me);
  deleteEntities(ada.document, ['driver'], me);
  setFields(ben.document, [{ entity: 'driver', component: 'Label', field: 'text', value: 'Still here' }], me);
  history.step('Nudge', (origin) =>
    setFields(ada.document, [{ entity: 'truck', component: 'Transform', field: 'position', value: [1, 2.5, -0.125] }], origin),
  );
  history.undo();
  await ada.whenSaved();
  ben.setAway(false);
  await ben.whenSaved();
  for (let step = 0; step < 12; step += 1) {
    setFields(ben.document, [{ entity: 'crate', component: 'Transform', field: 'position', value: [step, 0, 2] }], me);
    await ben.whenSaved();
  }

  const typing = await enter('script', 'ada');
  editScript(typing.document, [{ at: 12, remove: 1, insert: '2' }], me);
  editScript(typing.document, [{ at: 15, remove: 0, insert: '// € 𝄞\n' }], me);
  await typing.whenSaved();

  const project = await enter('project', 'ada');
  setProject(
    project.document,
    [
      { path: ['name'], value: 'Golden' },
      { path: ['parameters', 'theta'], value: { kind: 'number', label: 'Theta', default: 0.5, min: 0, max: 1 } },
      { path: ['scenarios', 'base'], value: { name: 'Base', values: { theta: 0.25 } } },
      { path: ['scenarios', 'gone'], value: { name: 'Gone', values: {} } },
    ],
    me,
  );
  setProject(project.document, [{ path: ['scenarios', 'gone'], value: null }], me);
  await project.whenSaved();

  const [talk, answer] = [await enter('comments', 'ada'), await enter('comments', 'ben')];
  const by = (id: string) => ({ id, name: id });
  startThread(
    talk.document,
    { thread: 't1', message: 'm1' },
    { entity: 'crate', name: 'Crate' },
    { by: by('ada'), at: noon, text: 'Why @ben?' },
    me,
  );
  await talk.whenSaved();
  await answer.whenSynced();
  writeMessage(answer.document, { thread: 't1', message: 'm2' }, { by: by('ben'), at: noon + 1, text: 'Because.' }, me);
  setResolved(answer.document, 't1', true, { by: by('ben'), at: noon + 2 }, me);
  await answer.whenSaved();

  for (const window of [ada, ben, typing, project, talk, answer]) {
    if (window.recovered.length > 0) throw new Error(`a golden edit was refused: ${window.recovered[0]!.message}`);
    window.close();
  }
  mkdirSync(folder, { recursive: true });
  for (const [kind, name] of Object.entries(goldenRooms)) {
    writeFileSync(join(folder, `${kind}.json`), saysOf((await server.rooms.room(name)).document));
  }
  await server.close();
  for (const name of Object.values(goldenRooms).map(encodeURIComponent))
    cpSync(join(server.dataDir, 'rooms', name), join(folder, 'rooms', name), { recursive: true });
}

if (import.meta.main) {
  const folder = join(documentFixtures, `v${documentVersions.current}`);
  if (existsSync(folder)) throw new Error(`${folder} is there: golden documents are made once.`);
  await make(folder);
  process.stdout.write(`${readdirSync(join(folder, 'rooms')).join('\n')}\n`);
  process.exit(0);
}
