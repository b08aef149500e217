import * as Y from 'yjs';
import { type CommentsDocument, openCommentsDocument } from './comments/document.ts';
import { type LevelDocument, openLevelDocument } from './level/document.ts';
import { openProjectDocument, type ProjectDocument } from './project/document.ts';
import { openScriptDocument, type ScriptDocument } from './script/document.ts';

export type AnyDocument = CommentsDocument | LevelDocument | ProjectDocument | ScriptDocument;
/** Documents that versions are made of. What people say is none: restoring a level takes no discussion away. */
export type VersionedDocument = Exclude<AnyDocument, CommentsDocument>;
export type DocumentKind = AnyDocument['kind'];
/** `free`: any Yjs document, in open rooms; nothing is known of what it means. */
export type RoomKind = DocumentKind | 'free';
export type DocumentOf<K extends DocumentKind> = Extract<AnyDocument, { kind: K }>;

/** An empty document of a kind, around `doc` when it is given. */
export function openDocument<K extends DocumentKind>(kind: K, doc: Y.Doc = new Y.Doc()): DocumentOf<K> {
  const open = { comments: openCommentsDocument, level: openLevelDocument, project: openProjectDocument, script: openScriptDocument }[kind];
  return open(doc) as DocumentOf<K>;
}

const roomName =
  /^([a-z][a-z0-9_-]{0,63})\/(?:(project)|(level|comments)\/([a-z0-9][a-z0-9_-]{0,63})|(script)\/(scripts\/[A-Za-z0-9][A-Za-z0-9._/-]{0,180}\.(?:ts|js|lua|py)))$/;

export interface RoomName {
  project: string;
  kind: DocumentKind;
  /** The name of the level's file (`levels/<name>.json`), also of comments on it, or the script's path; empty for the project room. */
  subject: string;
}

/** `<project>/project`, `<project>/level/<file name>`, `<project>/comments/<file name>`, `<project>/script/<path>`; undefined for anything else. */
export function parseRoomName(name: string): RoomName | undefined {
  const match = roomName.exec(name);
  if (!match || name.split('/').includes('..')) return undefined;
  const kind = (match[2] ?? match[3] ?? match[5]) as DocumentKind;
  return { project: match[1]!, kind, subject: match[4] ?? match[6] ?? '' };
}

export const roomNameOf = ({ project, kind, subject }: RoomName): string =>
  kind === 'project' ? `${project}/project` : `${project}/${kind}/${subject}`;

/** The room of what people say about a level, by the level's own. @throws Error when `room` is not a level's: a bug of ours */
export function commentsRoomOf(room: string): string {
  const name = parseRoomName(room);
  if (name?.kind !== 'level') throw new Error(`${room} is not the room of a level.`);
  return roomNameOf({ ...name, kind: 'comments' });
}
