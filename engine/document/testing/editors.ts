/** Several editors and the room between them, in one process: every hop is a function call, so a schedule is exactly what the seed says. */
import * as Y from 'yjs';
import type { LevelFile } from '../../model/level.ts';
import { admit } from '../firewall/firewall.ts';
import { createHistory, type History } from '../history/history.ts';
import { seedFrom } from '../level/apply.ts';
import { type LevelDocument, openLevelDocument } from '../level/document.ts';
import { EditOrigin } from '../origin.ts';
import { testSchema } from './levels.ts';

export interface Editor {
  document: LevelDocument;
  history: History;
  online: boolean;
  inbox: Uint8Array[];
  outbox: Uint8Array[];
}

export interface Star {
  server: LevelDocument;
  editors: Editor[];
  /** Honest updates that the firewall refused: must stay empty. */
  refused: string[];
  /** Sends what an editor has made to the server, which hands it to the others' inboxes. */
  send(editor: Editor): void;
  /** Applies up to `count` messages of the inbox. */
  deliver(editor: Editor, count?: number): void;
  /** Reconnects and exchanges everything. */
  sync(editor: Editor): void;
  settle(): void;
}

export function openStar(level: LevelFile, count: number): Star {
  const server = openLevelDocument();
  server.doc.clientID = 1;
  seedFrom(server, level, new EditOrigin('seed', 'disk'));
  const refused: string[] = [];
  const editors = Array.from({ length: count }, (_, index): Editor => {
    const document = openLevelDocument();
    Y.applyUpdate(document.doc, Y.encodeStateAsUpdate(server.doc));
    document.doc.clientID = 16 + index;
    const history = createHistory();
    history.track(document);
    const editor: Editor = { document, history, online: true, inbox: [], outbox: [] };
    document.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'net') editor.outbox.push(update);
    });
    return editor;
  });
  const up = (editor: Editor, update: Uint8Array): void => {
    const admission = admit(server.doc, update, {
      kind: 'level',
      schema: testSchema,
      mayWriteAs: (client) => client === editor.document.doc.clientID,
    });
    if (!admission.ok) {
      refused.push(admission.message);
      return;
    }
    if (admission.nothingNew) return;
    Y.applyUpdate(server.doc, admission.update);
    for (const other of editors) if (other !== editor && other.online) other.inbox.push(admission.update);
  };
  const star: Star = {
    server,
    editors,
    refused,
    send(editor) {
      for (const update of editor.outbox.splice(0)) up(editor, update);
    },
    deliver(editor, most = editor.inbox.length) {
      for (const update of editor.inbox.splice(0, most)) Y.applyUpdate(editor.document.doc, update, 'net');
    },
    sync(editor) {
      editor.online = true;
      editor.inbox.length = 0;
      Y.applyUpdate(editor.document.doc, Y.encodeStateAsUpdate(server.doc, Y.encodeStateVector(editor.document.doc)), 'net');
      star.send(editor);
    },
    settle() {
      for (const editor of editors) star.sync(editor);
      for (const editor of editors) star.sync(editor);
    },
  };
  return star;
}
