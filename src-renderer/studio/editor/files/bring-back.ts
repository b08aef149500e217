/** A level or a script that was taken away is offered back, by whomever it was taken. */
import { type Deed, type EditOrigin, setMeta } from '../../../../engine/document/index.ts';
import type { GonePart, RanScript } from '../../../../src-main/contract/index.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import { inTurn } from '../in-turn.ts';
import type { LevelRef, LevelSession } from '../level/level-session.ts';
import type { Notice } from '../notices.ts';
import type { ProjectSession } from '../project/project-session.ts';
import { fileDeed, turned } from './file-deed.ts';

/** The levels run a script with what it records, or run it no more. */
export function writeRan(
  project: ProjectSession,
  path: string,
  { kpis }: RanScript,
  { levels, isThere }: { levels: readonly LevelSession[]; isThere: boolean },
  origin: EditOrigin,
): void {
  for (const { document, head } of levels) {
    const others = head.get().scripts.filter((one) => one !== path);
    setMeta(document, { scripts: isThere ? [...others, path] : others }, origin);
  }
  const changes = Object.entries(kpis).map(([id, declared]) => ({ path: ['kpis', id], value: isThere ? declared : null }));
  if (changes.length > 0) project.write(changes, origin);
}

/** One step of its own. Of a script that ran the levels run it again, and what only it recorded is declared. */
async function bringBack(editor: Editor, { path, name, ran }: Pick<GonePart, 'path' | 'name' | 'ran'>, deed: Deed): Promise<void> {
  const project = editor.project.get();
  if (!project || !(await deed.undo())) return;
  const runners = project.levels.filter((ref) => ran?.levels.includes(ref.path));
  const levels = await Promise.all(runners.map((ref) => project.holdLevel(ref)));
  const comes = (origin: EditOrigin): void => {
    if (ran) writeRan(project, path, ran, { levels, isThere: true }, origin);
  };
  editor.history.step(t('step.bringBack', { name }), comes, turned(deed));
}

/** Says that something is gone, and brings it back while that can be: not any more once it is back by another way, or the project is left. */
export function offerBack(
  editor: Editor,
  gone: Pick<GonePart, 'path' | 'name' | 'ran'>,
  words: Pick<Notice, 'tone' | 'title' | 'text'>,
  deed: Deed,
): void {
  const { notices, history } = editor;
  const project = editor.project.get()!;
  const run = (): void => {
    over();
    Promise.resolve(inTurn(history, () => bringBack(editor, gone, deed))).catch(notices.refuse);
  };
  const withdraw = notices.offer({ ...words, action: { label: t('authoring.bringBack'), run } });
  const look = (): void => {
    const isThere = [...project.levels, ...project.scripts].some(({ path }) => path === gone.path);
    if (!isThere && editor.project.get() === project) return;
    over();
    withdraw();
  };
  const stops = [editor.project, project.levelRefs, project.scriptRefs].map((cell) => cell.subscribe(look));
  const over = (): void => stops.forEach((stop) => stop());
}

/** Tells who had it open that somebody took it away. @param next the level that one looks at instead */
export function sayGone(editor: Editor, gone: GonePart, next?: LevelRef): void {
  const what = next ? `“${gone.name}”` : gone.name;
  const title = t('part.goneBy', { what, by: gone.by.name });
  const text = next ? t('level.gone.hint', next) : t('authoring.keptVersion');
  const words = { tone: 'warn' as const, title, text };
  if (!editor.canEdit.get()) return editor.notices.say(words);
  offerBack(editor, gone, words, fileDeed(editor, gone.path, { comes: 'undo', kept: gone.version, ran: gone.ran }));
}
