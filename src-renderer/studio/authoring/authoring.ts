import { type Deed, type EditOrigin, setMeta } from '../../../engine/document/index.ts';
import { type RanScript, scriptNameProblem } from '../../../src-main/contract/index.ts';
import type { Editor, LevelRef, ProjectSession } from '../editor/index.ts';
import { scriptsNaming } from './declarations.ts';
import { offerBack, writeRan } from '../editor/files/bring-back.ts';
import { contentsOf, fileDeed, openOf, scriptName, showScript } from '../editor/files/file-deed.ts';
import { takeStep } from '../editor/take-step.ts';
import { t } from '../i18n/index.ts';
import { freeId } from '../editor/free-id.ts';
import { type ScriptLanguage, starter } from './starter.ts';

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

const nothing = (): void => {};

export interface NewScript {
  name: string;
  language: ScriptLanguage;
  /** The open level runs it from now on. */
  runsHere: boolean;
  entity?: string | undefined;
}

/** A file and a room of it, that the level runs it, and what it records: one step. Opens it in the Script panel. */
export async function createScript(editor: Editor, { name, language, runsHere, entity }: NewScript): Promise<void> {
  const { project, level } = openOf(editor);
  const path = `scripts/${name}.${language}`;
  const kpi = freeId(name, 'figure', project.file.get().kpis);
  const about = entity === undefined ? undefined : level.entity(entity).get();
  const text = starter({ language, kpi, entity: about && entity !== undefined ? { key: entity, name: about.name } : undefined });
  await editor.bridge.invoke('scripts.add', { project: project.handle, path, text });
  await editor.refreshLevels();
  const change = (origin: EditOrigin): void => {
    if (runsHere) setMeta(level.document, { scripts: [...level.head.get().scripts, path] }, origin);
    project.write([{ path: ['kpis', kpi], value: { label: name, kind: 'number' } }], origin);
  };
  const ran = { levels: runsHere ? [level.ref.path] : [], kpis: { [kpi]: { label: name, kind: 'number' } } };
  const file = fileDeed(editor, path, { comes: 'redo', made: text, ran });
  editor.history.step(t('step.newScript', { name: scriptName(path) }), change, file);
  showScript(editor, path);
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
  const call = async (was: string, now: string): Promise<boolean> => {
    if (!project.scripts.some(({ path }) => path === was)) return false;
    await editor.bridge.invoke('scripts.rename', { project: project.handle, from: was, to: now });
    await editor.refreshLevels();
    showScript(editor, now);
    return true;
  };
  await call(from, to);
  const deed: Deed = { of: project.document, comes: 'redo', undo: () => call(to, from), redo: () => call(from, to) };
  editor.history.step(t('step.rename', { from: scriptName(from), to: scriptName(to) }), nothing, deed);
}

/** KPIs that this script names, and no other does: they came with it, and go with it. */
export async function kpisOnlyOf(project: ProjectSession, path: string): Promise<string[]> {
  const own: string[] = [];
  for (const id of Object.keys(project.file.get().kpis)) {
    const scripts = await scriptsNaming(project, id);
    if (scripts.length === 1 && scripts[0] === path) own.push(id);
  }
  return own;
}

/** Takes it away everywhere, with these KPIs, in one step; the notice brings all of it back. */
export async function deleteScript(editor: Editor, path: string, kpis: readonly string[] = []): Promise<void> {
  const { project } = openOf(editor);
  const name = scriptName(path);
  const runners = (await project.allLevels()).filter(({ head }) => head.get().scripts.includes(path));
  const ran: RanScript = {
    levels: runners.map(({ ref }) => ref.path),
    kpis: Object.fromEntries(kpis.map((id) => [id, JSON.parse(JSON.stringify(project.file.get().kpis[id]))])) as RanScript['kpis'],
  };
  const deed = fileDeed(editor, path, { comes: 'undo', ran });
  const goes = (origin: EditOrigin): void => writeRan(project, path, ran, { levels: runners, isThere: false }, origin);
  editor.history.step(t('step.delete', { what: name }), goes, deed);
  try {
    await deed.redo();
  } catch (error) {
    await takeStep(editor.history, 'undo');
    throw error;
  }
  offerBack(editor, { path, name, ran }, { tone: 'good', title: t('scripts.deleted', { name }), text: t('authoring.keptVersion') }, deed);
}

/** A level of its own, empty or as `of` is now; opens it. */
export async function createLevel(editor: Editor, name: string, of?: LevelRef): Promise<void> {
  const { project } = openOf(editor);
  const made = await editor.bridge.invoke('levels.add', { project: project.handle, name, ...(of && { of: of.path }) });
  await editor.refreshLevels();
  await editor.openLevel(made);
  const deed = fileDeed(editor, made.path, { comes: 'redo', made: await contentsOf(editor, made.path) });
  editor.history.step(t('step.newLevel', { name }), nothing, deed);
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

/** Takes a level away with what is said about it and its name in the project, in one step; the notice brings it back. */
export async function deleteLevel(editor: Editor, ref: LevelRef): Promise<void> {
  const deed = fileDeed(editor, ref.path, { comes: 'undo' });
  if (!(await deed.redo())) return;
  editor.history.step(t('step.delete', { what: ref.name }), nothing, deed);
  offerBack(editor, ref, { tone: 'good', title: t('levels.deleted', ref), text: t('authoring.keptVersion') }, deed);
}
