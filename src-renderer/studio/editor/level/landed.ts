import type { NewEntity } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { Spot } from '../../../view/index.ts';
import type { Editor } from '../editor.ts';
import { roomOf } from './room-of.ts';

type Components = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** A newcomer with its place: the one that it says, else where the view looks. Without an open view, or a Transform, it is as it was. */
export function landed<E extends Pick<NewEntity, 'prefab' | 'components'>>(
  editor: Editor,
  added: E,
  parent: string | null,
  spot?: Spot,
): E & Pick<NewEntity, 'components'> {
  const viewport = editor.viewport.get();
  const said = (added.components ?? {}) as Components;
  const inherited = added.prefab === undefined ? undefined : editor.level.get()?.schema().prefab?.(added.prefab);
  const whole = { ...(inherited as Components | undefined), ...said };
  if (!viewport || !whole['Transform'] || said['Transform']?.['position'] !== undefined) return added;
  const position: Json = viewport.landing(roomOf(whole), parent, spot);
  return { ...added, components: { ...said, Transform: { ...said['Transform'], position } } };
}
