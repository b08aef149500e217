import { lastNameOf } from '../../../engine/document/index.ts';
import type { CommentAnchor } from '../../../engine/model/comments.ts';
import type { LevelRef, LevelSession } from '../editor/index.ts';
import { t } from '../i18n/index.ts';

/** What a thread is about, as it is now. */
export interface About {
  kind: 'entity' | 'point' | 'gone' | 'nothing';
  /** For people. */
  text: string;
  /** Of an entity: what it is called, or was last. */
  name: string;
}

/** @param level the open level: of any other only what the anchor remembers is known */
export function aboutOf(anchor: CommentAnchor | undefined, level: LevelSession | undefined, ref: LevelRef): About {
  if (!anchor) return { kind: 'nothing', text: t('comments.nowhere'), name: '' };
  if ('point' in anchor) return { kind: 'point', text: t('comments.point'), name: '' };
  const open = level?.ref.path === ref.path ? level : undefined;
  const living = open?.entity(anchor.entity).get()?.name;
  const name = living ?? (open && lastNameOf(open.document, anchor.entity)) ?? anchor.name;
  if (open && living === undefined) return { kind: 'gone', text: t('comments.gone', { name }), name };
  const { field } = anchor;
  return { kind: 'entity', text: field ? `${name}, ${field.component} ${field.field}` : name, name };
}
