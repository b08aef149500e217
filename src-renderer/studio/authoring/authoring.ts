import { type Deed, type EditOrigin, setMeta } from '../../../engine/document/index.ts';
import { LedgerError } from '../../../engine/kernel/error.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import { canonicalJson } from '../../../engine/model/canonical.ts';
import { scriptNameProblem } from '../../../src-main/contract/index.ts';
import type { Editor, LevelRef, LevelSession, ProjectSession } from '../editor/index.ts';
import { scriptsNaming } from './declarations.ts';
import { takeStep } from '../editor/take-step.ts';
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

/** What stands in a file now, as text. A level is looked at for it: that it goes is seen. */
async function contentsOf(editor: Editor, path: string): Promise<string> {
  const { project } = openOf(editor);
  const ref = project.levels.find((one) => one.path === path);
  if (!ref) return (await project.script(path)).text.get();
  await editor.openLevel(ref);
  const { level } = openOf(editor);
  return canonicalJson(JSON.parse(JSON.stringify(level.level.get())) as Json);
}

/**
 * A file that a step brings or takes away, with what the project says of it. Gone, it is in a version.
 * @param made what stood in it when the step made it: with anything else in it, anybody's, it is not taken back by the way
 */
function fileDeed(editor: Editor, path: string, away: () => Promise<string>, comes: Deed['comes'], made?: string): Deed {
  const { project } = openOf(editor);
  const isThere = (): boolean => [...project.scripts, ...project.levels].some((one) => one.path === path);
  let kept = '';
  const bring = async (): Promise<boolean> => {
    if (isThere()) return false;
    await editor.bridge.invoke('versions.restore', { project: project.handle, version: kept, part: { path } });
    await editor.refreshLevels();
    const level = project.levels.find((one) => one.path === path);
    if (level) await editor.openLevel(level);
    else showScript(editor, path);
    return true;
  };
  const take = async (): Promise<boolean> => {
    if (!isThere()) return false;
    if (made !== undefined && (await contentsOf(editor, path)) !== made)
      throw new LedgerError({
        code: 'changed-since',
        message: t('authoring.changedSince', { path }),
        hint: t('authoring.changedSince.hint'),
      });
    kept = await away();
    return true;
  };
  return { of: project.document, comes, ...(comes === 'undo' ? { undo: bring, redo: take } : { undo: take, redo: bring }) };
}

async function removeScriptFile(editor: Editor, path: string): Promise<string> {
  const { project } = openOf(editor);
  const { version } = await editor.bridge.invoke('scripts.remove', { project: project.handle, path });
  await editor.refreshLevels();
  return version;
}

/** Who takes a level away that is open is led to another, and not told that it is gone. */
async function removeLevelFile(editor: Editor, path: string): Promise<string> {
  const { project, level } = openOf(editor);
  const { ref } = level;
  const next = project.levels.find((one) => !one.draft && one.path !== path);
  if (ref.path === path && next) await editor.openLevel(next);
  try {
    const { version } = await editor.bridge.invoke('levels.remove', { project: project.handle, level: path });
    await editor.refreshLevels();
    return version;
  } catch (error) {
    if (ref.path === path) await editor.openLevel(ref);
    throw error;
  }
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
  const file = fileDeed(editor, path, () => removeScriptFile(editor, path), 'redo', text);
  editor.history.step(t('step.newScript', { name: scriptName(path) }), change, file);
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
  const users = (await project.allLevels()).filter(({ head }) => head.get().scripts.includes(path)).map(({ ref }) => ref);
  const declared = kpis.map((id) => ({ path: ['kpis', id], value: JSON.parse(JSON.stringify(project.file.get().kpis[id])) as Json }));
  const levels = async (): Promise<LevelSession[]> => Promise.all(users.map((ref) => project.holdLevel(ref)));
  const runIn = (sessions: readonly LevelSession[], isRun: boolean, origin: EditOrigin): void => {
    for (const { document, head } of sessions) {
      const others = head.get().scripts.filter((one) => one !== path);
      setMeta(document, { scripts: isRun ? [...others, path] : others }, origin);
    }
  };
  const deed = fileDeed(editor, path, () => removeScriptFile(editor, path), 'undo');
  const runners = await levels();
  const goes = (origin: EditOrigin): void => {
    runIn(runners, false, origin);
    if (kpis.length > 0)
      project.write(
        declared.map((one) => ({ path: one.path, value: null })),
        origin,
      );
  };
  editor.history.step(t('step.delete', { what: name }), goes, deed);
  try {
    await deed.redo();
  } catch (error) {
    await takeStep(editor.history, 'undo');
    throw error;
  }
  const bringBack = async (): Promise<void> => {
    if (!(await deed.undo())) return;
    const back = await levels();
    const comes = (origin: EditOrigin): void => {
      runIn(back, true, origin);
      if (kpis.length > 0) project.write(declared, origin);
    };
    editor.history.step(t('step.bringBack', { name }), comes, turned(deed));
  };
  sayDeleted(editor, t('scripts.deleted', { name }), bringBack);
}

/** What a step did that is taken back by another step. */
const turned = ({ of, undo, redo }: Deed): Deed => ({ of, comes: 'redo', undo: redo, redo: undo });

function sayDeleted({ notices }: Editor, title: string, bringBack: () => Promise<void>): void {
  const run = (): void => void bringBack().catch(notices.refuse);
  notices.say({ tone: 'good', title, text: t('authoring.keptVersion'), action: { label: t('authoring.bringBack'), run } });
}

/** A level of its own, empty or as `of` is now; opens it. */
export async function createLevel(editor: Editor, name: string, of?: LevelRef): Promise<void> {
  const { project } = openOf(editor);
  const made = await editor.bridge.invoke('levels.add', { project: project.handle, name, ...(of && { of: of.path }) });
  await editor.refreshLevels();
  await editor.openLevel(made);
  const deed = fileDeed(editor, made.path, () => removeLevelFile(editor, made.path), 'redo', await contentsOf(editor, made.path));
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
  const deed = fileDeed(editor, ref.path, () => removeLevelFile(editor, ref.path), 'undo');
  if (!(await deed.redo())) return;
  editor.history.step(t('step.delete', { what: ref.name }), nothing, deed);
  const bringBack = async (): Promise<void> => {
    if (await deed.undo()) editor.history.step(t('step.bringBack', ref), nothing, turned(deed));
  };
  sayDeleted(editor, t('levels.deleted', ref), bringBack);
}
