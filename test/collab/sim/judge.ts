/** What must hold once everybody is back and everything has arrived. */
import * as Y from 'yjs';
import { type AnyDocument, type LevelDocument, materialise, readScript, root, trash } from '../../../engine/document/index.ts';
import { compareText } from '../../../engine/kernel/json.ts';
import { placementsOf } from '../../../engine/document/level/document.ts';
import { testSchema } from '../../../engine/document/testing/levels.ts';
import { agreement, type Order } from './moves.ts';
import { rooms, type Stage } from './stage.ts';

export const wrongs = ['diverged', 'unreachable', 'rejected', 'pending', 'unsaved', 'lost', 'threw'] as const;
/**
 * `diverged`: two replicas, the room, its disk or a window's view do not read the same. `unreachable`: an entity hangs neither in the level
 * nor in the trash. `rejected`: an honest edit was refused. `pending`: a document waits for something that never comes. `unsaved`: an edit
 * did not reach the disk. `lost`: an edit that was called saved is not there. `threw`: something broke.
 */
export type Wrong = (typeof wrongs)[number];
export type Finding = { wrong: Wrong; what: string };

export interface Verdict {
  findings: Finding[];
  /** Edits that somebody was told are saved. */
  saved: number;
  /** The same document read without any repair of its tree. */
  isSoundUnrepaired: boolean;
  /** Entities that stand where Kleppmann's log of the moves has them. */
  oracle: { entities: number } & Record<Order, number>;
}

/** Everything that a level document says, as one text. */
function readLevel(document: LevelDocument, { level, problems, tree, deleted } = materialise(document, testSchema)): string {
  const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].toSorted(([a], [b]) => compareText(a, b));
  return JSON.stringify([level, problems, sorted(tree.parents), sorted(tree.children), deleted]);
}

const read = (document: AnyDocument): string => {
  if (document.kind === 'level') return readLevel(document);
  return document.kind === 'script' ? readScript(document) : '';
};

const stateOf = ({ doc }: AnyDocument): string =>
  JSON.stringify([...Y.decodeStateVector(Y.encodeStateVector(doc))].toSorted(([a], [b]) => a - b));

/** Entities from which no way up ends. */
export function unreachable(parents: ReadonlyMap<string, string>): string[] {
  const reaches = (start: string): boolean => {
    let at: string | undefined = start;
    for (let hops = 0; hops <= parents.size && at !== undefined; hops += 1) {
      if (at === root || at === trash) return true;
      at = parents.get(at);
    }
    return false;
  };
  return [...parents.keys()].filter((id) => !reaches(id));
}

/** The negative control: the registers as they stand. */
export function withoutRepair(document: LevelDocument): Map<string, string> {
  return new Map([...placementsOf(document)].flatMap(([id, placement]) => (placement ? [[id, placement.parent] as const] : [])));
}

/** Of these edits, how many have something that is not there. */
function missing(doc: Y.Doc, edits: readonly Uint8Array[]): number {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  let count = 0;
  copy.on('update', () => (count += 1));
  for (const edit of edits) Y.applyUpdate(copy, edit);
  return count;
}

export async function judge(stage: Stage): Promise<Verdict> {
  const findings: Finding[] = [];
  const find = (wrong: Wrong, what: string): void => void findings.push({ wrong, what });
  if (!(await stage.settle())) find('unsaved', 'Frames never stop coming.');
  let saved = 0;
  const level = await stage.servers.level.read();
  for (const room of rooms) {
    const server = stage.servers[room];
    const honest = server.refused.filter(({ person }) => stage.windows.some((window) => window.person === person));
    for (const { person, reason, message } of honest) find('rejected', `${person} was shown out of the ${room}: ${reason}. ${message}`);
    for (const what of server.broken) find('threw', `In the ${room}: ${what}`);
    const { room: held, disk } = room === 'level' ? level : await server.read();
    const [text, state] = [read(held), stateOf(held)];
    const replicas = [
      ['the disk', disk] as const,
      ...stage.windows.map((window) => [window.person, window.clientOf(room).document as AnyDocument] as const),
    ];
    for (const [name, document] of replicas) {
      if (read(document) !== text) find('diverged', `${name} reads another ${room} than the room.`);
      else if (stateOf(document) !== state || !Y.equalSnapshots(Y.snapshot(document.doc), Y.snapshot(held.doc)))
        find('diverged', `${name} holds another state of the ${room} than the room.`);
      if (document.doc.store.pendingStructs !== null || document.doc.store.pendingDs !== null)
        find('pending', `${name} waits in the ${room}.`);
    }
    for (const window of stage.windows) {
      const status = window.clientOf(room).status();
      if (status.state !== 'saved') find('unsaved', `${window.person} ends ${JSON.stringify(status)} in the ${room}.`);
      saved += window.saved[room].length;
      const lost = missing(disk.doc, window.saved[room]);
      if (lost > 0) find('lost', `${lost} edits of ${window.person} in the ${room} were called saved and are not on the disk.`);
    }
  }
  const document = level.room as LevelDocument;
  const { tree } = materialise(document, testSchema);
  const text = readLevel(document);
  for (const { person, level, view } of stage.windows)
    if (readLevel(level.document, view.current()) !== text) find('diverged', `${person} is shown another level than the room holds.`);
  for (const id of unreachable(tree.parents)) find('unreachable', `${id} hangs in the air.`);
  const agree = (order: Order): number => agreement(tree, stage.moves.log(document, order));
  return {
    findings,
    saved,
    isSoundUnrepaired: unreachable(withoutRepair(document)).length === 0,
    oracle: { entities: tree.parents.size, document: agree('document'), lamport: agree('lamport') },
  };
}
