import type { Json } from '../../../../engine/kernel/json.ts';
import type { LevelView } from '../../../view/index.ts';
import type { Editor } from '../../editor/index.ts';

interface Told {
  tick: number;
  type: string;
  entity?: string | undefined;
  payload: Json;
}

/** Pairs that touch at a tick, as physics told it of those whose collider tells: begun by then and not ended. Each pair once. */
export function contactsAt(events: readonly Told[], tick: number): [string, string][] {
  const pairs = new Map<string, [string, string]>();
  for (const { tick: when, type, entity, payload } of events) {
    if (when > tick || entity === undefined || !type.startsWith('collision.')) continue;
    const other = (payload as Readonly<Record<string, Json>> | null)?.['other'];
    if (typeof other !== 'string') continue;
    const pair = entity < other ? ([entity, other] as [string, string]) : ([other, entity] as [string, string]);
    if (type === 'collision.begin') pairs.set(pair.join(' '), pair);
    else if (type === 'collision.end') pairs.delete(pair.join(' '));
  }
  return [...pairs.values()];
}

/** Draws what systems do while a run is shown, as far as the person asks for it; nothing of the document. Returns how to stop. */
export function drawDebug({ viewing, preview, project }: Editor, view: Pick<LevelView, 'showDebug'>): () => void {
  let isDrawn = false;
  const references = (component: string): readonly string[] => {
    const type = project
      .get()
      ?.types.get()
      .find(({ name }) => name === component);
    return Object.entries(type?.fields ?? {}).flatMap(([field, { kind }]) => (kind === 'entity' ? [field] : []));
  };
  const show = (): void => {
    const [kinds, frame] = [viewing.debug.get(), preview.frame.get()];
    if (!frame || kinds.length === 0) {
      if (isDrawn) view.showDebug(undefined);
      isDrawn = false;
      return;
    }
    isDrawn = true;
    const contacts = kinds.includes('contacts') ? contactsAt(preview.current.get()?.events ?? [], frame.tick) : [];
    view.showDebug({ kinds, contacts, references });
  };
  const stops = [viewing.debug.subscribe(show), preview.frame.subscribe(show)];
  show();
  return () => stops.forEach((stop) => stop());
}
