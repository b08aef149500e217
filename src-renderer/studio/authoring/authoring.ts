import { setMeta } from '../../../engine/document/index.ts';
import { LedgerError } from '../../../engine/kernel/error.ts';
import { scriptNameProblem } from '../../../src-main/contract/index.ts';
import type { Editor, LevelRef, LevelSession, ProjectSession } from '../editor/index.ts';
import { viewerRefused } from '../editor/rooms/viewer.ts';
import { t } from '../i18n/index.ts';
import { freeId } from '../editor/free-id.ts';
import { type ScriptLanguage, starter } from './starter.ts';

/** What a person reads of a script's path. */
export const scriptName = (path: string): string => path.replace(/^scripts\//, '');

/** What keeps a script from being called so, said to the person; undefined when nothing does. @param own the path that it has now */
export function scriptNameRefusal(project: ProjectSession, name: string, ending: string, own?: string): string | undefined {
  const problem = scriptNameProblem(name);
  if (problem === 'characters' || problem === 'reserved') return t(`scripts.name.${problem}`, { name });
  if (problem !== undefined) return t(`scripts.name.${problem}`);
  const path = `scripts/${name}.${ending}`.toLowerCase();
  const taken = project.scripts.find((script) => script.path !== own && script.path.toLowerCase() === path);
  return taken && t('scripts.name.taken', { name: scriptName(taken.path) });
}

/** The same of a level. */
export function levelNameRefusal(project: ProjectSession, name: string, own?: string): string | undefined {
  if (name === '') return t('levels.name.empty');
  if (/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u.test(name)) return t('levels.name.line');
  const taken = project.levels.find((level) => !level.draft && level.path !== own && level.name.toLowerCase() === name.toLowerCase());
  return taken && t('levels.name.taken', { name: taken.name });
}

const openOf = (editor: Editor): { project: ProjectSession; level: LevelSession } => {
  const [project, level] = [editor.project.get(), editor.level.get()];
  if (!project || !level) throw new LedgerError({ code: 'no-level', message: t('authoring.noLevel') });
  if (project.room.role === 'viewer') throw viewerRefused();
  return { project, level };
};

export interface NewScript {
  name: string;
  language: ScriptLanguage;
  /** The open level runs it from now on. */
  runsHere: boolean;
  entity?: string | undefined;
}

/** A file and a room of it; that the level runs it and what it records is one step. Opens it in the Script panel. */
export async function createScript(editor: Editor, { name, language, runsHere, entity }: NewScript): Promise<void> {
  const { project, level } = openOf(editor);
  const path = `scripts/${name}.${language}`;
  const kpi = freeId(name, 'figure', project.file.get().kpis);
  const about = entity === undefined ? undefined : level.entity(entity).get();
  const text = starter({ language, kpi, entity: about && entity !== undefined ? { key: entity, name: about.name } : undefined });
  await editor.bridge.invoke('scripts.add', { project: project.handle, path, text });
  await editor.refreshLevels();
  level.edit(t('step.newScript', { name: scriptName(path) }), (document, origin) => {
    if (runsHere) setMeta(document, { scripts: [...level.head.get().scripts, path] }, origin);
    project.write([{ path: ['kpis', kpi], value: { label: name, kind: 'number' } }], origin);
  });
  showScript(editor, path);
}

export function showScript(editor: Editor, path: string): void {
  editor.place.set({ file: path });
  editor.reveal.set('script');
}

/** The open level runs a script, or runs it no more. One step. */
export function setRuns(editor: Editor, path: string, runs: boolean): void {
  const { level } = openOf(editor);
  const { scripts, name } = level.head.get();
  const words = { script: scriptName(path), level: name };
  level.edit(runs ? t('step.runScript', words) : t('step.stopScript', words), (document, origin) =>
    setMeta(document, { scripts: [...scripts.filter((one) => one !== path), ...(runs ? [path] : [])] }, origin),
  );
}

/** Names of the levels that run a script. */
export async function usersOf(project: ProjectSession, path: string): Promise<string[]> {
  const levels = await project.allLevels();
  return levels.filter(({ head }) => head.get().scripts.includes(path)).map(({ head }) => head.get().name);
}

export async function renameScript(editor: Editor, from: string, to: string): Promise<void> {
  const { project } = openOf(editor);
  await editor.bridge.invoke('scripts.rename', { project: project.handle, from, to });
  await editor.refreshLevels();
  showScript(editor, to);
}

/** Takes it away everywhere; the notice brings it back, in the levels that ran it too. */
export async function deleteScript(editor: Editor, path: string): Promise<void> {
  const { project } = openOf(editor);
  const { version, levels } = await editor.bridge.invoke('scripts.remove', { project: project.handle, path });
  await editor.refreshLevels();
  const bringBack = async (): Promise<void> => {
    await editor.bridge.invoke('versions.restore', { project: project.handle, version, part: { path } });
    await editor.refreshLevels();
    const users: LevelSession[] = [];
    for (const ref of project.levels) if (levels.includes(ref.path)) users.push(await project.holdLevel(ref));
    if (users.length > 0)
      editor.history.step(t('step.bringBack', { name: scriptName(path) }), (origin) => {
        for (const { document, head } of users) setMeta(document, { scripts: [...head.get().scripts, path] }, origin);
      });
    showScript(editor, path);
  };
  editor.notices.say({
    tone: 'good',
    title: t('scripts.deleted', { name: scriptName(path) }),
    text: t('authoring.keptVersion'),
    action: { label: t('authoring.bringBack'), run: () => void bringBack().catch(editor.notices.refuse) },
  });
}

/** A level of its own, empty or as `of` is now; opens it. */
export async function createLevel(editor: Editor, name: string, of?: LevelRef): Promise<void> {
  const { project } = openOf(editor);
  const made = await editor.bridge.invoke('levels.add', { project: project.handle, name, ...(of && { of: of.path }) });
  await editor.refreshLevels();
  await editor.openLevel(made);
}

/** One step, which undo takes back. */
export async function renameLevel(editor: Editor, ref: LevelRef, name: string): Promise<void> {
  const { project } = openOf(editor);
  const level = await project.holdLevel(ref);
  level.edit(t('step.rename', { from: level.head.get().name, to: name }), (document, origin) => setMeta(document, { name }, origin));
}

/** Players begin in it. One step. */
export function startWith(editor: Editor, { path, name }: LevelRef): void {
  const { project } = openOf(editor);
  const { levels } = project.file.get();
  project.edit(t('step.startLevel', { name }), [{ path: ['levels'], value: [path, ...levels.filter((one) => one !== path)] }]);
}

/** Takes a level away with what is said about it; the notice brings it back. */
export async function deleteLevel(editor: Editor, ref: LevelRef): Promise<void> {
  const { project, level } = openOf(editor);
  const isOpen = level.ref.path === ref.path;
  const next = project.levels.find((one) => !one.draft && one.path !== ref.path);
  // Who deletes it is not told that it is gone.
  if (isOpen && next) await editor.openLevel(next);
  try {
    const { version } = await editor.bridge.invoke('levels.remove', { project: project.handle, level: ref.path });
    await editor.refreshLevels();
    const bringBack = async (): Promise<void> => {
      await editor.bridge.invoke('versions.restore', { project: project.handle, version, part: { path: ref.path } });
      const { levels } = project.file.get();
      if (!levels.includes(ref.path)) project.edit(t('step.bringBack', ref), [{ path: ['levels'], value: [...levels, ref.path] }]);
      await editor.refreshLevels();
      const back = project.levels.find(({ path }) => path === ref.path);
      if (back) await editor.openLevel(back);
    };
    editor.notices.say({
      tone: 'good',
      title: t('levels.deleted', ref),
      text: t('authoring.keptVersion'),
      action: { label: t('authoring.bringBack'), run: () => void bringBack().catch(editor.notices.refuse) },
    });
  } catch (error) {
    if (isOpen) await editor.openLevel(ref);
    throw error;
  }
}
