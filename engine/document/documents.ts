import * as Y from 'yjs';
import { type LevelDocument, openLevelDocument } from './level/document.ts';
import { openProjectDocument, type ProjectDocument } from './project/document.ts';
import { openScriptDocument, type ScriptDocument } from './script/document.ts';

export type AnyDocument = LevelDocument | ProjectDocument | ScriptDocument;
export type DocumentKind = AnyDocument['kind'];
/** `free`: any Yjs document, in open rooms; nothing is known of what it means. */
export type RoomKind = DocumentKind | 'free';
export type DocumentOf<K extends DocumentKind> = Extract<AnyDocument, { kind: K }>;

/** An empty document of a kind, around `doc` when it is given. */
export function openDocument<K extends DocumentKind>(kind: K, doc: Y.Doc = new Y.Doc()): DocumentOf<K> {
  const open = { level: openLevelDocument, project: openProjectDocument, script: openScriptDocument }[kind];
  return open(doc) as DocumentOf<K>;
}

const roomName =
  /^([a-z][a-z0-9_-]{0,63})\/(?:(project)|(level)\/([a-z0-9][a-z0-9_-]{0,63})|(script)\/(scripts\/[A-Za-z0-9][A-Za-z0-9._/-]{0,180}\.(?:ts|js|lua|py)))$/;

export interface RoomName {
  project: string;
  kind: DocumentKind;
  /** The name of the level's file (`levels/<name>.json`) or the script's path; empty for the project room. */
  subject: string;
}

/** `<project>/project`, `<project>/level/<file name>`, `<project>/script/<path>`; undefined for anything else. */
export function parseRoomName(name: string): RoomName | undefined {
  const match = roomName.exec(name);
  if (!match || name.split('/').includes('..')) return undefined;
  const kind = (match[2] ?? match[3] ?? match[5]) as DocumentKind;
  return { project: match[1]!, kind, subject: match[4] ?? match[6] ?? '' };
}

export const roomNameOf = ({ project, kind, subject }: RoomName): string =>
  kind === 'project' ? `${project}/project` : `${project}/${kind}/${subject}`;
