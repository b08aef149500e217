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
import type { Faults, Host, HostOptions } from './host.ts';
import { type Action, type Edit, type Fate, type Schedule, type Subject, yard } from './schedule.ts';
import { transports } from './transports.ts';
import { SimWindow } from './window.ts';

export const rooms: readonly Subject[] = ['level', 'script'];
const mostRounds = 20;
const firstScript = 'export function tick(yard) {\n  yard.lift();\n}\n';

type Setting = Pick<Schedule, 'people' | 'network'> & Partial<Pick<Schedule, 'transport' | 'seed'>>;

export class Stage {
  readonly servers!: Record<Subject, Host>;
  readonly windows: SimWindow[] = [];
  readonly moves = new Moves();
  /** What people did, without what they could not do where things stood. */
  edits = 0;
  /** How often something died at which moment. */
  readonly deaths: Record<string, number> = {};
  #now = 0;
  readonly #transport: NonNullable<Setting['transport']>;
  readonly #network: Setting['network'];

  private constructor({ transport = 'websocket', network }: Setting) {
    this.#transport = transport;
    this.#network = network;
  }

  static async open(setting: Setting, faults: Faults = {}): Promise<Stage> {
    const stage = new Stage(setting);
    const shared = {
      schema: testSchema,
      number: setting.seed ?? 1,
      now: () => stage.#now,
      onDeath: (moment: string) => void (stage.deaths[moment] = (stage.deaths[moment] ?? 0) + 1),
      ...faults,
    };
    const level: HostOptions = {
      kind: 'level',
      ...shared,
      seed: (document) => seedFrom(document as LevelDocument, yard, new EditOrigin('seed', 'disk')),
      onOpened: (doc: Y.Doc) => {
        stage.moves.forget(doc);
        stage.moves.follow(doc);
      },
    };
    const script: HostOptions = {
      kind: 'script',
      ...shared,
      seed: (document) => replaceScript(document as ScriptDocument, firstScript, new EditOrigin('seed', 'disk')),
      onOpened: () => {},
    };
    const transport = transports[stage.#transport];
    Object.assign(stage, { servers: { level: await transport.open(level), script: await transport.open(script) } });
    for (let index = 0; index < setting.people; index += 1) {
      const window = new SimWindow(`person ${index}`, stage.servers);
      stage.#follow(window);
      stage.windows.push(window);
    }
    for (const window of stage.windows) await window.opened();
    await stage.drain();
    return stage;
  }

  close(): void {
    for (const room of rooms) this.servers[room].close?.();
  }

  #follow(window: SimWindow): void {
    this.moves.follow(window.level.document.doc);
  }

  /** False when it could not be done where things stand. */
  async play(action: Action): Promise<boolean> {
    switch (action.do) {
      case 'send':
        await this.windows[action.who]!.wires[action.room]?.send(action.count);
        return true;
      case 'receive':
        await this.windows[action.who]!.wires[action.room]?.receive(action.fates);
        return true;
      case 'disk':
        await this.servers[action.room].disk(action.count);
        return true;
      case 'store':
      case 'die':
        return (await this.servers[action.room].happen?.(action)) ?? false;
      case 'pass':
        this.pass(action.milliseconds);
        return true;
      case 'month':
        for (const room of rooms) await this.servers[room].happen?.(action);
        this.pass(31 * 86_400_000);
        return true;
      case 'plug':
        await this.windows[action.who]!.plug();
        return true;
      case 'unplug':
        await this.windows[action.who]!.unplug();
        return true;
      case 'reload': {
        const window = this.windows[action.who]!;
        await window.reload();
        this.#follow(window);
        return true;
      }
      case 'crash':
        await this.servers[action.room].crash(action.kept);
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
    let done = false;
    this.servers.level.edit?.('levels/yard.json changed on disk', (document, origin) => {
      const { tree } = materialise(document as LevelDocument, testSchema);
      const isHere = (one: string): boolean => isWithin(tree, one, root);
      if (!isHere(id) || (parent !== null && (!isHere(parent) || isWithin(tree, parent, id)))) return;
      done = true;
      rename(document as LevelDocument, id, name, origin);
      moveEntity(document as LevelDocument, id, { parent }, origin);
    });
    return done;
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
    const { patience } = transports[this.#transport];
    const comeBack = async (): Promise<boolean> => {
      for (const window of this.windows) await window.plug();
      return this.drain();
    };
    if (patience !== undefined) {
      // Whoever finds out that they were turned away comes again, which others hear; when nobody does any more, all ask what they missed.
      for (let [round, calm] = [0, 0]; round < mostRounds && calm < 3; round += 1) {
        if (!(await comeBack())) return false;
        this.pass(patience);
        if (!(await this.drain())) return false;
        calm = this.windows.every((window) => rooms.every((room) => window.clientOf(room).status().state === 'saved')) ? calm + 1 : 0;
      }
      return true;
    }
    if (!(await comeBack())) return false;
    if (this.#network === 'ordered') return true;
    // What a loose transport lost is asked for again by a new connection.
    for (const window of this.windows) {
      await window.unplug();
      await window.plug();
    }
    return this.drain();
  }

  /** Everything on its way arrives. False when it never ends. */
  async drain(): Promise<boolean> {
    const everything: Fate[] = Array.from({ length: 1000 }, () => 'taken');
    for (let round = 0; round < 200; round += 1) {
      for (const room of rooms) {
        for (const { wires } of this.windows) await wires[room]?.send(Number.POSITIVE_INFINITY);
        await this.servers[room].disk(Number.POSITIVE_INFINITY);
      }
      this.pass(100);
      for (const room of rooms) for (const { wires } of this.windows) await wires[room]?.receive(everything);
      const isQuiet =
        rooms.every((room) => this.servers[room].isQuiet) &&
        this.windows.every(({ wires }) => Object.values(wires).every((wire) => wire.isQuiet));
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
