/** What a step does beside its documents: a script or a level comes, or goes. */
import type { Deed } from '../../../../engine/document/index.ts';
import { LedgerError } from '../../../../engine/kernel/error.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import { canonicalJson } from '../../../../engine/model/canonical.ts';
import type { RanScript } from '../../../../src-main/contract/index.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import type { LevelSession } from '../level/level-session.ts';
import type { ProjectSession } from '../project/project-session.ts';
import { viewerRefused } from '../rooms/viewer.ts';

/** What a person reads of a script's path. */
export const scriptName = (path: string): string => path.replace(/^scripts\//, '');

/** @throws LedgerError `no-level`, `viewer` */
export const openOf = (editor: Editor): { project: ProjectSession; level: LevelSession } => {
  const [project, level] = [editor.project.get(), editor.level.get()];
  if (!project || !level) throw new LedgerError({ code: 'no-level', message: t('authoring.noLevel') });
  if (project.room.role === 'viewer') throw viewerRefused();
  return { project, level };
};

export function showScript(editor: Editor, path: string): void {
  editor.place.set({ file: path });
  editor.reveal.set('script');
}

/** What stands in a file now, as text. A level is looked at for it: that it goes is seen. */
export async function contentsOf(editor: Editor, path: string): Promise<string> {
  const { project } = openOf(editor);
  const ref = project.levels.find((one) => one.path === path);
  if (!ref) return (await project.script(path)).text.get();
  await editor.openLevel(ref);
  const { level } = openOf(editor);
  return canonicalJson(JSON.parse(JSON.stringify(level.level.get())) as Json);
}

export interface FileDeedOptions {
  comes: Deed['comes'];
  /** What stood in it when the step made it: with anything else in it, anybody's, it is not taken back by the way. */
  made?: string;
  /** Where it is gone already: the version that has it. */
  kept?: string;
  /** Of a script: what goes with it. */
  ran?: RanScript | undefined;
}

/**
 * A file that a step brings or takes away, with what the project says of it. Gone, it is in a version: in the same one however often it comes
 * and goes as it was.
 */
export function fileDeed(editor: Editor, path: string, { comes, made, kept, ran }: FileDeedOptions): Deed {
  const { project } = openOf(editor);
  const isThere = (): boolean => [...project.scripts, ...project.levels].some((one) => one.path === path);
  let version = kept;
  const bring = async (): Promise<boolean> => {
    if (isThere() || version === undefined) return false;
    await editor.bridge.invoke('versions.restore', { project: project.handle, version, part: { path }, again: true });
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
    const how = version === undefined ? {} : { kept: version };
    version = await (path.startsWith('levels/')
      ? removeLevel(editor, path, how)
      : removeScript(editor, path, { ...how, ...(ran && { ran }) }));
    return true;
  };
  return { of: project.document, comes, ...(comes === 'undo' ? { undo: bring, redo: take } : { undo: take, redo: bring }) };
}

async function removeScript(editor: Editor, path: string, how: { kept?: string; ran?: RanScript }): Promise<string> {
  const { project } = openOf(editor);
  const { version } = await editor.bridge.invoke('scripts.remove', { project: project.handle, path, ...how });
  await editor.refreshLevels();
  return version;
}

/** Who takes a level away that is open is led to another, and not told that it is gone. */
async function removeLevel(editor: Editor, path: string, how: { kept?: string }): Promise<string> {
  const { project, level } = openOf(editor);
  const { ref } = level;
  const next = project.levels.find((one) => !one.draft && one.path !== path);
  if (ref.path === path && next) await editor.openLevel(next);
  try {
    const { version } = await editor.bridge.invoke('levels.remove', { project: project.handle, level: path, ...how });
    await editor.refreshLevels();
    return version;
  } catch (error) {
    if (ref.path === path) await editor.openLevel(ref);
    throw error;
  }
}

/** What a step did that is taken back by another step. */
export const turned = ({ of, undo, redo }: Deed): Deed => ({ of, comes: 'redo', undo: redo, redo: undo });
