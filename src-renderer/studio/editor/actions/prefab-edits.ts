/**
 * The prefabs of a project as things of their own: each edit is one step over the project and all its levels. Fetched with the list of prefabs,
 * from which they are begun.
 */
import { type EditOrigin, type ProjectChange, renamePrefab, unpackInstances } from '../../../../engine/document/index.ts';
import { LedgerError } from '../../../../engine/kernel/error.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { Components } from '../../../../engine/model/instances.ts';
import { type PrefabData, prefabOf, TypeName } from '../../../../engine/model/project.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import type { LevelSession } from '../level/level-session.ts';
import { aloneOf } from '../prefabs/alone.ts';
import { freeName } from '../prefabs/free-name.ts';
import { namingOf } from '../prefabs/names.ts';
import { renamedIn } from '../prefabs/settle.ts';
import { neededText, unused, usesOfPrefabs } from '../prefabs/uses.ts';
import type { ProjectSession } from '../project/project-session.ts';
import { defineAction } from './action.ts';
import { mayEdit } from './edit.ts';

const declare = (name: string, value: PrefabData | null): ProjectChange => ({ path: ['prefabs', name], value: value as unknown as Json });

/** What is asked for, as it stands now; undefined where there is none any more. */
function declared(editor: Editor, name: string): { project: ProjectSession; open: LevelSession; prefab: PrefabData } | undefined {
  const project = editor.project.get();
  const open = editor.level.get();
  const prefabs = project?.prefabs.get() ?? {};
  return project && open && Object.hasOwn(prefabs, name) ? { project, open, prefab: prefabs[name]! } : undefined;
}

/** Another name; instances, variants, and whatever names it follow in all levels. Scripts that name it are told of, and stay as they are. */
export const renamePrefabTo = defineAction<{ prefab: string; to: string }>({
  id: 'prefab.renameTo',
  title: 'action.renamePrefab',
  when: mayEdit,
  async run(editor, { prefab: from, to }) {
    const clean = to.trim();
    if (clean === from || !declared(editor, from)) return;
    if (!TypeName.safeParse(clean).success)
      throw new LedgerError({ code: 'bad-name', message: t('prefab.badName', { name: clean }), hint: t('prefab.badName.hint') });
    const { scripts } = (await usesOfPrefabs(editor)).get(from) ?? unused;
    const levels = (await editor.project.get()?.allLevels()) ?? [];
    const now = declared(editor, from);
    if (!now) return;
    const { project, open } = now;
    const prefabs = project.prefabs.get();
    if (Object.hasOwn(prefabs, clean))
      throw new LedgerError({ code: 'prefab-exists', message: t('prefab.exists', { name: clean }), hint: t('prefab.exists.hint') });
    const naming = namingOf(project.types.get());
    const names = new Map([[from, clean]]);
    const changes = Object.entries(prefabs).flatMap(([name, before]): ProjectChange[] => {
      const after = renamedIn(before, names, naming);
      return name === from ? [declare(clean, after), declare(from, null)] : sameText(before, after) ? [] : [declare(name, after)];
    });
    const fields = [...naming].flatMap(([component, named]) =>
      [...named].flatMap(([field, what]) => (what === 'prefab' ? [{ component, field }] : [])),
    );
    open.edit(t('step.rename', { from, to: clean }), (_, origin) => {
      project.write(changes, origin);
      for (const level of levels) renamePrefab(level.document, from, clean, fields, origin);
    });
    if (scripts.length > 0)
      editor.notices.say({
        tone: 'warn',
        title: t('prefab.inScripts', { name: from, scripts: scripts.join(', ') }),
        text: t('prefab.inScripts.hint'),
      });
  },
});

const sameText = (a: PrefabData, b: PrefabData): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Takes a prefab away. While others need it that is refused, naming them; its instances become entities of their own, if `unpack` says so. */
export const deletePrefab = defineAction<{ prefab: string; unpack?: boolean }>({
  id: 'prefab.delete',
  title: 'action.deletePrefab',
  when: mayEdit,
  async run(editor, { prefab, unpack = false }) {
    const { instances, parts, makers, prefabs } = (await usesOfPrefabs(editor)).get(prefab) ?? unused;
    const needed = neededText(prefab, { makers, prefabs });
    if (needed !== undefined) throw new LedgerError({ code: 'prefab-needed', message: needed, hint: t('prefab.needed.hint') });
    if (instances.length + parts.length > 0 && !unpack)
      throw new LedgerError({
        code: 'prefab-used',
        message: t('prefab.used', { prefab, count: instances.length + parts.length }),
        hint: t('prefab.used.hint'),
      });
    const levels = (await editor.project.get()?.allLevels()) ?? [];
    const now = declared(editor, prefab);
    now?.open.edit(t('step.deletePrefab', { prefab }), (_, origin) => {
      for (const level of levels) unpackAll(level, prefab, origin);
      now.project.write([declare(prefab, null)], origin);
    });
  },
});

function unpackAll(level: LevelSession, prefab: string, origin: EditOrigin): void {
  const instances = Object.entries(level.file().entities).filter(([, one]) => one.prefab !== undefined && prefabOf(one.prefab) === prefab);
  const whole = instances.map(([key]) => ({ entity: key, components: level.entity(key).get()!.components as Components }));
  unpackInstances(level.document, whole, origin);
}

/** A prefab that stands on this one and differs in nothing yet. */
export const addVariant = defineAction<{ prefab: string }>({
  id: 'prefab.addVariant',
  title: 'action.addVariant',
  when: mayEdit,
  run(editor, { prefab: base }) {
    const now = declared(editor, base);
    if (!now) return;
    const taken = now.project.prefabs.get();
    const prefab = freeName(`${base.slice(0, 50)}Variant`, (candidate) => Object.hasOwn(taken, candidate));
    now.project.edit(t('step.createVariant', { prefab, base }), [declare(prefab, { prefab: base, components: {} })]);
  },
});

/** A variant that says all of itself: what its base becomes is nothing to it any more. */
export const standAlone = defineAction<{ prefab: string }>({
  id: 'prefab.standAlone',
  title: 'action.standAlone',
  when: mayEdit,
  run(editor, { prefab }) {
    const now = declared(editor, prefab);
    if (now?.prefab.prefab === undefined) return;
    const { prefab: base } = now.prefab;
    const changes = [declare(prefab, aloneOf(prefab, now.project.prefabs.get()))];
    const refusal = now.project.refusal(changes);
    if (refusal) throw refusal;
    now.project.edit(t('step.standAlone', { prefab, base }), changes);
  },
});
