import type { VersionChange } from '../../../src-main/contract/index.ts';
import type { Editor } from '../editor/index.ts';
import { versionsOf } from './versions.ts';

/** Leads to what a change is about, where that is still there. */
export async function goToChange(
  editor: Editor,
  { part, entity, line, field }: Pick<VersionChange, 'part' | 'entity' | 'line' | 'field'>,
): Promise<void> {
  if (part.startsWith('scripts/')) {
    editor.place.set({ file: part, line });
    editor.reveal.set('script');
    return;
  }
  if (entity !== undefined) {
    const ref = editor.project.get()?.levels.find(({ path }) => path === part);
    if (ref) await editor.openLevel(ref);
    if (!editor.level.get()?.entity(entity).get()) {
      const stood = versionsOf(editor).stood.get().get(entity);
      if (stood) editor.viewport.get()?.show(stood);
      return;
    }
    editor.selection.set([entity]);
    editor.reveal.set('inspector');
    editor.viewport.get()?.frame([entity]);
    return;
  }
  const [collection, name] = field?.split('/') ?? [];
  if (name === undefined) return;
  if (collection === 'parameters') {
    editor.pointed.set({ parameter: name });
    editor.reveal.set('scenario');
  } else if (collection === 'kpis') {
    editor.pointed.set({ kpi: name });
    editor.reveal.set('kpis');
  }
}
