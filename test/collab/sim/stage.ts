/** A schedule being played: two rooms, several people, and everything that happens told one action at a time. */
import type * as Y from 'yjs';
import {
  addComponent,
  addEntities,
  addEntity,
  deleteEntities,
  editScript,
  EditOrigin,
  isWithin,
  type LevelDocument,
  materialise,
  moveEntities,
  moveEntity,
  readScript,
  removeComponent,
  rename,
  replaceScript,
  root,
  type ScriptDocument,
  seedFrom,
  setFields,
  setMeta,
  trash,
} from '../../../engine/document/index.ts';
import { testSchema } from '../../../engine/document/testing/levels.ts';
import { LedgerError } from '../../../engine/kernel/error.ts';
import { Moves } from './moves.ts';
import { type Action, type Edit, type Fate, type Schedule, type Subject, yard } from './schedule.ts';
import { SimServer, type SimServerOptions } from './server.ts';
import { SimWindow } from './window.ts';

export const rooms: readonly Subject[] = ['level', 'script'];
const firstScript = 'export function tick(yard) {\n  yard.lift();\n}\n';

/** Limits of the rooms, and faults that can be planted so that a test sees them found. */
export interface StageOptions extends Pick<SimServerOptions, 'confirmsEarly' | 'limits'> {}

export class Stage {
  readonly servers: Record<Subject, SimServer>;
  readonly windows: SimWindow[] = [];
  readonly moves = new Moves();
  /** What people did, without what they could not do where things stood. */
  edits = 0;
  #now = 0;
  readonly #transport: Schedule['transport'];

  private constructor({ transport }: Pick<Schedule, 'transport'>, options: StageOptions) {
    this.#transport = transport;
    const now = (): number => this.#now;
    const opened = (doc: Y.Doc): void => {
      this.moves.forget(doc);
      this.moves.follow(doc);
    };
    this.servers = {
      level: new SimServer({
        kind: 'level',
        schema: testSchema,
        now,
        ...options,
        seed: (document) => seedFrom(document as LevelDocument, yard, new EditOrigin('seed', 'disk')),
        onOpened: opened,
      }),
      script: new SimServer({
        kind: 'script',
        schema: testSchema,
        now,
        ...options,
        seed: (document) => replaceScript(document as ScriptDocument, firstScript, new EditOrigin('seed', 'disk')),
        onOpened: () => {},
      }),
    };
  }

  static async open(schedule: Pick<Schedule, 'people' | 'transport'>, options: StageOptions = {}): Promise<Stage> {
    const stage = new Stage(schedule, options);
    for (let index = 0; index < schedule.people; index += 1) {
      const window = new SimWindow(`person ${index}`, stage.servers);
      stage.#follow(window);
      stage.windows.push(window);
    }
    for (const window of stage.windows) await window.opened();
    stage.drain();
    return stage;
  }

  #follow(window: SimWindow): void {
    this.moves.follow(window.level.document.doc);
  }

  /** False when it could not be done where things stand. */
  async play(action: Action): Promise<boolean> {
    switch (action.do) {
      case 'send': {
        const wire = this.windows[action.who]!.wires[action.room];
        if (wire) this.servers[action.room].send(wire, action.count);
        return true;
      }
      case 'receive': {
        const wire = this.windows[action.who]!.wires[action.room];
        if (wire) this.servers[action.room].receive(wire, action.fates);
        return true;
      }
      case 'disk':
        this.servers[action.room].disk(action.count);
        return true;
      case 'pass':
        this.pass(action.milliseconds);
        return true;
      case 'plug':
        await this.windows[action.who]!.plug();
        return true;
      case 'unplug':
        this.windows[action.who]!.unplug();
        return true;
      case 'reload': {
        const window = this.windows[action.who]!;
        await window.reload();
        this.#follow(window);
        return true;
      }
      case 'crash':
        this.servers[action.room].crash(action.kept);
        for (const window of this.windows) if (window.isPlugged) await window.plug();
        return true;
      case 'outside':
        return this.#outside(action);
      case 'create':
      case 'paste':
      case 'rename':
      case 'set':
      case 'drag':
      case 'component':
      case 'move':
      case 'delete':
      case 'restore':
      case 'name-level':
      case 'type':
      case 'undo':
      case 'redo':
        return this.#edit(action);
    }
  }

  #outside({ id, name, parent }: Extract<Action, { do: 'outside' }>): boolean {
    const { tree } = materialise(this.servers.level.document as LevelDocument, testSchema);
    const isHere = (one: string): boolean => isWithin(tree, one, root);
    if (!isHere(id) || (parent !== null && (!isHere(parent) || isWithin(tree, parent, id)))) return false;
    this.servers.level.edit('levels/yard.json changed on disk', (document, origin) => {
      rename(document as LevelDocument, id, name, origin);
      moveEntity(document as LevelDocument, id, { parent }, origin);
    });
    return true;
  }

  /** Time goes by. */
  pass(milliseconds: number): void {
    this.#now += milliseconds;
    for (const room of rooms) this.servers[room].wake();
  }

  #edit(edit: Edit): boolean {
    const window = this.windows[edit.who]!;
    const { level, script, history } = window;
    if (!(edit.do === 'type' ? script : level).synced) return false;
    try {
      const done =
        edit.do === 'undo' || edit.do === 'redo'
          ? history[edit.do]().label !== undefined
          : history.step(edit.do, (origin) => doEdit(window, edit, origin));
      if (done) this.edits += 1;
      return done;
    } catch (error) {
      if (error instanceof LedgerError && ['inside-itself', 'no-such-entity', 'entity-exists'].includes(error.code)) return false;
      throw error;
    }
  }

  /** Everybody comes back and everything arrives. False when it never does. */
  async settle(): Promise<boolean> {
    for (const window of this.windows) await window.plug();
    if (!this.drain()) return false;
    if (this.#transport === 'ordered') return true;
    // What a loose transport lost is asked for again by a new connection.
    for (const window of this.windows) {
      window.unplug();
      await window.plug();
    }
    return this.drain();
  }

  /** Everything on its way arrives. False when it never ends. */
  drain(): boolean {
    const everything: Fate[] = Array.from({ length: 1000 }, () => 'taken');
    for (let round = 0; round < 200; round += 1) {
      for (const room of rooms) {
        const server = this.servers[room];
        for (const { wires } of this.windows) if (wires[room]) server.send(wires[room], Number.POSITIVE_INFINITY);
        server.disk(Number.POSITIVE_INFINITY);
      }
      this.pass(100);
      for (const room of rooms) for (const { wires } of this.windows) if (wires[room]) this.servers[room].receive(wires[room], everything);
      const isQuiet =
        rooms.every((room) => this.servers[room].isQuiet) &&
        this.windows.every(({ wires }) => Object.values(wires).every(({ up, down }) => up.length === 0 && down.length === 0));
      if (isQuiet) return true;
    }
    return false;
  }
}

/** Only what a person sees in the level can be taken hold of. */
function doEdit(window: SimWindow, edit: Edit, origin: EditOrigin): boolean {
  const { document } = window.level;
  const { tree } = window.view.current();
  const isHere = (id: string): boolean => isWithin(tree, id, root);
  const destination = ({ parent, before }: { parent: string | null; before?: string }) => ({ parent, before });
  const size = (id: string, value: number): void => setFields(document, [{ entity: id, component: 'Label', field: 'size', value }], origin);
  switch (edit.do) {
    case 'create':
      if (edit.parent !== null && !isHere(edit.parent)) return false;
      addEntity(document, { id: edit.id, name: edit.id, components: { Label: { text: edit.id } } }, destination(edit), origin);
      return true;
    case 'paste': {
      if (edit.parent !== null && !isHere(edit.parent)) return false;
      const [top, below] = edit.ids;
      const branch = [
        { id: below, name: below, to: { parent: top } },
        { id: top, name: top, to: { parent: edit.parent } },
      ];
      addEntities(document, branch, origin);
      return true;
    }
    case 'rename':
      if (!isHere(edit.id)) return false;
      rename(document, edit.id, edit.name, origin);
      return true;
    case 'set':
      if (!isHere(edit.id)) return false;
      size(edit.id, edit.size);
      return true;
    case 'drag':
      if (!isHere(edit.id)) return false;
      for (const value of edit.through) size(edit.id, value);
      return true;
    case 'component':
      if (!isHere(edit.id)) return false;
      if (edit.has) addComponent(document, edit.id, 'Transform', { position: [1, 2, 3] }, origin);
      else removeComponent(document, edit.id, 'Transform', origin);
      return true;
    case 'move':
      if (!edit.ids.every(isHere) || (edit.parent !== null && !isHere(edit.parent))) return false;
      moveEntities(document, edit.ids, destination(edit), origin);
      return true;
    case 'delete':
      if (!edit.ids.every(isHere)) return false;
      deleteEntities(document, edit.ids, origin);
      return true;
    case 'restore':
      if (tree.parents.get(edit.id) !== trash) return false;
      moveEntity(document, edit.id, { parent: null }, origin);
      return true;
    case 'name-level':
      setMeta(document, { name: edit.name }, origin);
      return true;
    case 'type': {
      const { length } = readScript(window.script.document);
      const at = Math.floor((edit.at * length) / 1000);
      editScript(window.script.document, [{ at, remove: Math.min(edit.remove, length - at), insert: edit.insert }], origin);
      return true;
    }
    case 'undo':
    case 'redo':
      return false;
  }
}
