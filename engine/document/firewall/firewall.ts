/**
 * Judges a Yjs update before it touches a document. A document merges whatever it is given, for ever: a struct under another client's
 * number, a gap in a clock or a foreign type is not an error to it but a lasting divergence or a leak. Because our documents are flat,
 * every struct is one (entity, key, value) or one piece of text, and each can be judged alone.
 *
 * Order: size, decode, then per struct, each after those it stands beside: contiguous clock, leased client, known origins of one place,
 * whitelisted root, key and value; then the deletions. What is already known is cut off first and never judged twice. Uses Yjs' structs; pinned by the tests beside it.
 */
import * as Y from 'yjs';
import { commentLimits } from '../../model/comments.ts';
import { authorOf, checkCommentAuthor, checkCommentRegister, type CommentWriter } from '../comments/check.ts';
import { type CommentPlace, commentPlace, messageKey } from '../comments/document.ts';
import type { RoomKind } from '../documents.ts';
import { checkMeta, checkRegister, type LevelSchema } from '../level/schema.ts';
import { checkAsset, checkProjectRegister } from '../project/document.ts';
import { maxScriptLength } from '../script/document.ts';
import { isEntityId } from '../tree.ts';
import { type FirewallLimits, firewallLimits } from './limits.ts';
import type { CloseReason } from '../room/reasons.ts';

export interface FirewallOptions {
  /** Of a free document only the structure is judged: no gaps, no foreign client numbers, nothing beside what nobody has seen. */
  kind: RoomKind;
  /** The component types that are checked strictly; others pass as plain JSON and are judged where they are read. */
  schema: LevelSchema;
  /** May the sender write as this Yjs client? */
  mayWriteAs(client: number): boolean;
  /** Who sends: comments are taken from somebody known only, and in their own name. */
  writer?: CommentWriter;
  limits?: FirewallLimits;
  /** Whether the bytes of an asset are kept: the index names no others. Without it nobody knows, and every name passes. */
  hasAsset?: ((sha256: string) => boolean) | undefined;
}

/** `update` is what may be applied: empty-handed updates (everything known already) come back with `nothingNew`. */
export type Admission = { ok: true; update: Uint8Array; nothingNew: boolean } | { ok: false; reason: CloseReason; message: string };

type Struct = Y.Item | Y.GC | Y.Skip;
type Decoded = { structs: Struct[]; ds: { clients: Map<number, { clock: number; len: number }[]> } };
/** Where a struct writes. */
type Place = { root: string; key: string | null } | { root: string; entity: string; key: string };

class Refusal {
  readonly message: string;
  readonly reason: CloseReason;
  constructor(message: string, reason: CloseReason = 'invalid-update') {
    this.message = message;
    this.reason = reason;
  }
}

export function admit(doc: Y.Doc, update: Uint8Array, options: FirewallOptions): Admission {
  const limits = options.limits ?? firewallLimits;
  if (update.length > limits.bytes)
    return { ok: false, reason: 'too-big', message: `The update has ${update.length} bytes; at most ${limits.bytes} are taken at once.` };
  try {
    const first = decode(update, limits);
    if (!first.structs.some(({ id }) => id.clock < Y.getState(doc.store, id.client)))
      return new Judge(doc, options, limits, first).verdict(update);
    const trimmed = Y.diffUpdate(update, Y.encodeStateVector(doc));
    return new Judge(doc, options, limits, decode(trimmed, limits)).verdict(trimmed);
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.reason, message: error.message };
    throw error;
  }
}

function decode(update: Uint8Array, limits: FirewallLimits): Decoded {
  let decoded: Decoded;
  try {
    decoded = Y.decodeUpdate(update) as unknown as Decoded;
  } catch {
    throw new Refusal('The update cannot be decoded.');
  }
  if (decoded.structs.length > limits.structs) throw new Refusal(`The update has ${decoded.structs.length} structs.`, 'too-big');
  return decoded;
}

class Judge {
  readonly #doc: Y.Doc;
  readonly #options: FirewallOptions;
  readonly #limits: FirewallLimits;
  readonly #decoded: Decoded;
  /** The clocks after the structs judged so far. */
  readonly #next = new Map<number, number>();
  readonly #fresh = new Map<number, Struct[]>();
  readonly #places = new Map<Y.Item, Place>();
  readonly #newEntities = new Set<string>();
  /** Registers of comments that this update writes. */
  readonly #comments = new Set<string>();
  #newText = 0;

  constructor(doc: Y.Doc, options: FirewallOptions, limits: FirewallLimits, decoded: Decoded) {
    this.#doc = doc;
    this.#options = options;
    this.#limits = limits;
    this.#decoded = decoded;
  }

  verdict(update: Uint8Array): Admission {
    this.#structs();
    const deletes = this.#deletions();
    const text = this.#newText > 0 ? this.#doc.getText('source').length + this.#newText : 0;
    if (text > 2 * maxScriptLength) throw new Refusal(`A script holds at most ${maxScriptLength} characters.`, 'room-full');
    this.#countComments();
    return { ok: true, update, nothingNew: this.#decoded.structs.length === 0 && !deletes };
  }

  /**
   * Each struct after those that it stands beside. An update lists its clients by falling number, so what somebody wrote in an earlier session
   * comes after what they wrote upon it.
   */
  #structs(): void {
    const queues = new Map<number, { list: Struct[]; at: number }>();
    for (const struct of this.#decoded.structs) {
      const queue = queues.get(struct.id.client);
      if (queue) queue.list.push(struct);
      else queues.set(struct.id.client, { list: [struct], at: 0 });
    }
    for (const client of queues.keys()) {
      const path = [{ client, until: Number.POSITIVE_INFINITY }];
      while (path.length > 0) {
        const top = path.at(-1)!;
        const queue = queues.get(top.client);
        const struct = queue?.list[queue.at];
        if (struct === undefined || this.#state(top.client) > top.until) {
          path.pop();
          continue;
        }
        const missing = this.#missing(struct);
        if (missing === undefined) {
          this.#struct(struct);
          queue!.at += 1;
          continue;
        }
        const needed = queues.get(missing.client);
        if (needed === undefined || needed.at >= needed.list.length || path.some((waits) => waits.client === missing.client))
          throw new Refusal('An item stands beside one that nobody has seen.');
        path.push({ client: missing.client, until: missing.clock });
      }
    }
  }

  /** The first neighbour or parent of the next struct of its client that is not known yet. */
  #missing(struct: Struct): Y.ID | undefined {
    if (!(struct instanceof Y.Item) || struct.id.clock !== this.#state(struct.id.client)) return undefined;
    const parent = struct.parent as unknown;
    const near = [struct.origin, struct.rightOrigin, parent instanceof Y.ID ? parent : null];
    return near.find((id) => id !== null && id.clock >= this.#state(id.client)) ?? undefined;
  }

  #state(client: number): number {
    return this.#next.get(client) ?? Y.getState(this.#doc.store, client);
  }

  #struct(struct: Struct): void {
    const { client, clock } = struct.id;
    const state = this.#state(client);
    if (clock !== state)
      throw new Refusal(clock > state ? `Client ${client} leaves a gap at ${state}.` : `Client ${client} repeats clock ${clock}.`);
    if (!this.#options.mayWriteAs(client)) throw new Refusal(`Client number ${client} does not belong to this person.`);
    const isFree = this.#options.kind === 'free';
    if (struct instanceof Y.Item) {
      if (!isFree) this.#content(struct, this.#place(struct));
    } else if (!isFree || struct instanceof Y.Skip) throw new Refusal('Only items may be sent, no gaps and no collected ranges.');
    this.#next.set(client, clock + struct.length);
    const list = this.#fresh.get(client);
    if (list) list.push(struct);
    else this.#fresh.set(client, [struct]);
  }

  #find(client: number, clock: number): Struct | undefined {
    if (clock >= this.#state(client)) return undefined;
    if (clock < Y.getState(this.#doc.store, client)) return Y.getItem(this.#doc.store, Y.createID(client, clock)) as Struct;
    const list = this.#fresh.get(client) ?? [];
    let [low, high] = [0, list.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const struct = list[middle]!;
      if (clock < struct.id.clock) high = middle - 1;
      else if (clock >= struct.id.clock + struct.length) low = middle + 1;
      else return struct;
    }
    return undefined;
  }

  /** Where an item of this update writes. Remembered, so that long chains of neighbours cost one step each. */
  #place(item: Y.Item): Place {
    const parent = item.parent as unknown;
    const beside = [item.origin, item.rightOrigin].filter((id) => id !== null);
    let place: Place;
    if (beside.length > 0) {
      const places = beside.map(({ client, clock }) => this.#placeOf(client, clock));
      place = places[0]!;
      if (places.some((other) => !samePlace(other, place))) throw new Refusal('An item stands between two places.');
      if (place.key !== null && item.rightOrigin !== null) throw new Refusal('A register has no right neighbour.');
    } else if (typeof parent === 'string') place = { root: parent, key: item.parentSub };
    else if (parent instanceof Y.ID) {
      const owner = this.#placeOf(parent.client, parent.clock);
      const holder = this.#find(parent.client, parent.clock);
      if (
        !('entity' in owner) &&
        owner.root === 'entities' &&
        owner.key !== null &&
        item.parentSub !== null &&
        holder instanceof Y.Item &&
        holder.content instanceof Y.ContentType
      ) {
        place = { root: 'entities', entity: owner.key, key: item.parentSub };
      } else throw new Refusal('An item stands inside something that holds nothing.');
    } else throw new Refusal('An item stands nowhere.');
    this.#places.set(item, place);
    return place;
  }

  #placeOf(client: number, clock: number): Place {
    const struct = this.#find(client, clock);
    if (!(struct instanceof Y.Item)) throw new Refusal('An item stands beside one that is gone.');
    const known = this.#places.get(struct);
    if (known) return known;
    return settledPlace(this.#doc, struct);
  }

  #content(item: Y.Item, place: Place): void {
    const { content } = item;
    const { kind, schema } = this.#options;
    const where = 'entity' in place ? `${place.entity}/${place.key}` : `${place.root}/${place.key ?? ''}`;
    if (kind === 'script') {
      if (place.root !== 'source' || place.key !== null) throw new Refusal(`A script has no place ${where}.`);
      if (content instanceof Y.ContentString) this.#newText += content.str.length;
      else if (!(content instanceof Y.ContentDeleted)) throw new Refusal('A script holds text and nothing else.');
      return;
    }
    if (place.key === null) throw new Refusal(`${place.root} is not a list.`);
    if (kind === 'level' && place.root === 'entities' && !('entity' in place)) {
      this.#entity(item, place.key);
      return;
    }
    const isRegister =
      kind === 'level' ? 'entity' in place || place.root === 'meta' : place.root === (kind === 'comments' ? 'comments' : 'project');
    if (!isRegister) throw new Refusal(`This document has no place ${where}.`);
    if (kind === 'comments') this.#mayReplace(place.key);
    // A value that its own author has overwritten since travels as a tombstone.
    if (content instanceof Y.ContentDeleted) return;
    if (!(content instanceof Y.ContentAny) || content.arr.length !== 1) throw new Refusal(`${where} may hold plain values only.`);
    const [value] = content.arr as [unknown];
    const why =
      kind === 'project'
        ? (checkProjectRegister(place.key, value) ?? checkAsset(place.key, value, this.#options.hasAsset))
        : kind === 'comments'
          ? (checkCommentRegister(place.key, value) ?? this.#saysWhoAndWhen(place.key, value))
          : 'entity' in place
            ? strictly(checkRegister(schema, place.key, value))
            : strictly(checkMeta(place.key, value));
    if (why !== undefined) throw new Refusal(`${where} ${why}.`);
  }

  /** Who a message belongs to alone may write it, or take it away; the owner may take away any. */
  #mayReplace(key: string): void {
    const { writer } = this.#options;
    const place = commentPlace(key);
    if (!place) throw new Refusal(`${key} is not a register of comments.`);
    if (!writer) throw new Refusal('Nobody knows who writes this comment.');
    const isNew = !this.#comments.has(key);
    this.#comments.add(key);
    if (!('message' in place)) return;
    if (place.what === 'removed') {
      if (!writer.owner) throw new Refusal(`${key}: only the owner removes what others wrote.`);
      return;
    }
    const message = messageKey(place.thread, place.message);
    if (place.what === 'message' && !isNew) return;
    const whose = this.#whose(message);
    if (whose === 'theirs') throw new Refusal(`${key}: this message is somebody else's.`);
    if (whose === 'nobody' && place.what === 'gone') throw new Refusal(`${key}: there is no such message.`);
  }

  /** A message that is not there any more still belongs to whose number wrote it last. */
  #whose(message: string): 'mine' | 'theirs' | 'nobody' {
    const last = this.#doc.getMap('comments')._map.get(message);
    if (!last) return this.#comments.has(message) ? 'mine' : 'nobody';
    const isMine = last.deleted
      ? this.#options.mayWriteAs(last.id.client)
      : authorOf(message, (last.content as Y.ContentAny).arr.at(-1)) === this.#options.writer?.id;
    return isMine ? 'mine' : 'theirs';
  }

  #saysWhoAndWhen(key: string, value: unknown): string | undefined {
    const before = commentPlace(key)?.what === 'message' ? this.#doc.getMap('comments').get(key) : undefined;
    if (before !== undefined && (before as { at?: unknown }).at !== (value as { at?: unknown }).at) return 'is of another time than it was';
    return checkCommentAuthor(key, value, this.#options.writer!);
  }

  #countComments(): void {
    // Asking a document for a root makes one.
    if (this.#comments.size === 0) return;
    const isMessage = (place: CommentPlace | undefined): place is CommentPlace => place?.what === 'message';
    const registers = this.#doc.getMap('comments');
    const added = [...this.#comments].filter((key) => isMessage(commentPlace(key)) && !registers.has(key));
    if (added.length === 0) return;
    const messages = [...registers.keys(), ...added].map(commentPlace).filter(isMessage);
    const threads = new Set(messages.map(({ thread }) => thread));
    if (messages.length > commentLimits.messages)
      throw new Refusal(`A level holds at most ${commentLimits.messages} comments.`, 'room-full');
    if (threads.size > commentLimits.threads)
      throw new Refusal(`A level holds at most ${commentLimits.threads} threads of comments.`, 'room-full');
  }

  /** Entities are made once and never replaced: the second map under an id would silently swallow the first. */
  #entity(item: Y.Item, id: string): void {
    if (!isEntityId(id)) throw new Refusal(`${JSON.stringify(String(id).slice(0, 80))} cannot be the id of an entity.`);
    if (!(item.content instanceof Y.ContentType) || !((item.content.type as unknown) instanceof Y.Map))
      throw new Refusal(`${id} is not an entity.`);
    const entities = this.#doc.getMap('entities');
    if (item.origin !== null || entities.has(id) || this.#newEntities.has(id)) throw new Refusal(`There is an entity "${id}" already.`);
    this.#newEntities.add(id);
    if (entities.size + this.#newEntities.size > this.#limits.entities)
      throw new Refusal(`A level holds at most ${this.#limits.entities} entities.`, 'room-full');
  }

  /** Deletions may only name what is known and never an entity: deleting one is a move to the trash. True when any is new. */
  #deletions(): boolean {
    let isNew = false;
    for (const [client, ranges] of this.#decoded.ds.clients) {
      const state = this.#state(client);
      for (const { clock, len } of ranges) {
        if (len < 1 || clock + len > state) throw new Refusal('A deletion names what nobody has seen.');
        const stored = Y.getState(this.#doc.store, client);
        for (const struct of this.#structsBetween(client, clock, Math.min(clock + len, stored))) {
          if (!(struct instanceof Y.Item) || struct.deleted) continue;
          isNew = true;
          if (this.#options.kind === 'free') continue;
          const place = settledPlace(this.#doc, struct);
          if (place.root === 'entities' && !('entity' in place)) throw new Refusal(`${place.key} may be moved to the trash, not erased.`);
          if (this.#options.kind === 'comments' && place.key !== null) this.#mayReplace(place.key);
        }
        for (const struct of this.#fresh.get(client) ?? []) {
          const isHit = struct.id.clock < clock + len && struct.id.clock + struct.length > clock;
          const place = isHit && struct instanceof Y.Item ? this.#places.get(struct) : undefined;
          if (place?.root === 'entities' && !('entity' in place)) throw new Refusal(`${place.key} may be moved to the trash, not erased.`);
        }
      }
    }
    return isNew;
  }

  *#structsBetween(client: number, from: number, to: number): Generator<Struct> {
    if (from >= to) return;
    const structs = this.#doc.store.clients.get(client) as Struct[] | undefined;
    if (!structs) return;
    for (let at = Y.findIndexSS(structs as Y.Item[], from); at < structs.length && structs[at]!.id.clock < to; at += 1) yield structs[at]!;
  }
}

const strictly = (verdict: ReturnType<typeof checkRegister>): string | undefined =>
  verdict.ok ? (verdict.unknown === 'field' ? 'is not a field of this component' : undefined) : verdict.reason;

const samePlace = (a: Place, b: Place): boolean =>
  a.root === b.root && a.key === b.key && ('entity' in a ? a.entity : '') === ('entity' in b ? b.entity : '');

/** Where an item of the document itself stands. */
function settledPlace(doc: Y.Doc, item: Y.Item): Place {
  const type = item.parent as Y.AbstractType<unknown>;
  const holder = type._item;
  if (holder === null) {
    for (const [root, shared] of doc.share) if ((shared as unknown) === type) return { root, key: item.parentSub };
    throw new Refusal('An item stands nowhere.');
  }
  const owner = settledPlace(doc, holder);
  if ('entity' in owner || owner.key === null || item.parentSub === null)
    throw new Refusal('An item stands inside something that holds nothing.');
  return { root: owner.root, entity: owner.key, key: item.parentSub };
}
