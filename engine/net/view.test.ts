import { beforeAll, describe, expect, test } from 'vitest';
import type { Arena, Json } from '../kernel/index.ts';
import { createArena, initHash, rotationAbout } from '../kernel/index.ts';
import { defineComponent } from '../model/component.ts';
import { builtinComponents } from '../model/components/index.ts';
import { createRegistry } from '../model/registry.ts';
import { decimal, f32, f64, text } from '../model/fields.ts';
import { anyOf, createBroadcast, createMirror, interpolate, near, owned } from './index.ts';
import type { Broadcast, Mirror, Viewer, WireOptions } from './index.ts';
import { SHOWN } from './wire/shown.ts';

const Purse = defineComponent('Purse', { cash: decimal(), rate: f64(), tilt: f32(), note: text() });
const registry = createRegistry([...builtinComponents, Purse]);

beforeAll(initHash);

interface Link {
  arena: Arena;
  broadcast: Broadcast;
  viewer: Viewer;
  mirror: Mirror;
  /** Takes the world in, sends it, acknowledges it. Returns how many bytes it took. */
  tell: () => number;
}

const linkOf = (options: WireOptions = {}, sees?: Parameters<Broadcast['connect']>[0]): Link => {
  const arena = createArena(registry);
  const broadcast = createBroadcast(registry, options);
  const viewer = broadcast.connect(sees);
  const mirror = createMirror(registry, options);
  const tell = (): number => {
    arena.advance();
    broadcast.capture(arena);
    const bytes = viewer.message();
    mirror.receive(bytes);
    viewer.ack(mirror.tick);
    return bytes.length;
  };
  return { arena, broadcast, viewer, mirror, tell };
};

const at = (x: number, z = 0): Json => ({ position: [x, 0, z] });
const namesIn = ({ mirror }: Link): string[] => mirror.view!.entities().map((entity) => mirror.view!.nameOf(entity));

describe('what is sent', () => {
  test('is what something is drawn from, unless others are asked for', () => {
    expect(SHOWN.filter((name) => !registry.get(name))).toEqual([]);
    const shown = linkOf();
    const asked = linkOf({ components: ['Purse'] });
    for (const { arena, tell } of [shown, asked]) {
      const hero = arena.spawn('hero');
      arena.add(hero, 'Transform');
      arena.add(hero, 'Velocity');
      arena.add(hero, 'Purse');
      tell();
    }
    const of = ({ mirror }: Link): string[] => mirror.view!.componentsOf(mirror.view!.byKey('hero')!);
    expect(of(shown)).toEqual(['Transform']);
    expect(of(asked)).toEqual(['Purse']);
  });

  test('has the quantum of its field: a centimetre, a tenth of a degree; decimals and what has none are exact', () => {
    const link = linkOf({ components: ['Transform', 'Purse'] });
    const hero = link.arena.spawn('hero');
    link.arena.add(hero, 'Transform', { position: [-12.345, 4e8, 0.004], rotation: rotationAbout([1, 2, 3], 2.5) as unknown as Json });
    link.arena.add(hero, 'Purse', { cash: '-90071992547409.91', rate: 1 / 3, tilt: 0.1, note: 'Käse' });
    link.tell();
    const view = link.mirror.view!;
    const { position, rotation } = view.get(hero, 'Transform')!;
    expect(position).toEqual([-12.35, 4e8, 0]);
    const [x, y, z, w] = rotation as number[];
    const wanted = rotationAbout([1, 2, 3], 2.5);
    const cosine = Math.abs(x! * wanted[0] + y! * wanted[1] + z! * wanted[2] + w! * wanted[3]);
    expect((2 * Math.acos(Math.min(1, cosine)) * 180) / Math.PI).toBeLessThan(0.15);
    expect(view.get(hero, 'Purse')).toEqual({ cash: '-90071992547409.91', rate: 1 / 3, tilt: 0.1, note: 'Käse' });
  });

  test('of what did not change is nothing, and a text goes once', () => {
    const link = linkOf();
    const long = 'a line of text that takes some room';
    const [one, two] = [link.arena.spawn('one'), link.arena.spawn('two')];
    link.arena.add(one, 'Label', { text: long });
    expect(link.tell()).toBeGreaterThan(long.length);
    const nothing = link.tell();
    expect(nothing).toBeLessThan(10);
    link.arena.add(two, 'Label', { text: long });
    expect(link.tell()).toBeLessThan(nothing + 8);
    expect(link.mirror.view!.get(two, 'Label')).toMatchObject({ text: long });
  });

  test('of a text is the text, whatever number the world has for it by now', () => {
    const of = (text: string): Arena => {
      const arena = createArena(registry);
      arena.add(arena.spawn('sign'), 'Label', { text });
      arena.advance();
      return arena;
    };
    const [arena, other] = [of('before'), of('after')];
    other.advance();
    const broadcast = createBroadcast(registry);
    const viewer = broadcast.connect();
    const mirror = createMirror(registry);
    broadcast.capture(arena);
    mirror.receive(viewer.message());
    viewer.ack(mirror.tick);
    arena.restore(other.snapshot());
    broadcast.capture(arena);
    const { view } = mirror.receive(viewer.message())!;
    expect(view.get(view.byKey('sign')!, 'Label')).toMatchObject({ text: 'after' });
  });

  test('to many who see the same and have the same is one message', () => {
    const { arena, broadcast, tell } = linkOf();
    for (let i = 0; i < 50; i++) arena.add(arena.spawn(`k${i}`), 'Transform', at(i));
    const others = Array.from({ length: 5 }, () => ({ viewer: broadcast.connect(), mirror: createMirror(registry) }));
    for (let tick = 0; tick < 3; tick++) {
      arena.set(arena.byKey('k7')!, 'Transform', at(tick));
      tell();
      const messages = others.map(({ viewer }) => viewer.message());
      expect(new Set(messages).size).toBe(1);
      others.forEach(({ viewer, mirror }, k) => {
        mirror.receive(messages[k]!);
        viewer.ack(mirror.tick);
      });
    }
    // Who has other texts, or acknowledged another tick, gets its own.
    const late = broadcast.connect();
    expect(late.message()).not.toBe(others[0]!.viewer.message());
  });

  test('builds on what the client acknowledged, and is whole for one that lost its place or is too far back', () => {
    const { arena, broadcast, viewer } = linkOf();
    const mirror = createMirror(registry);
    const hero = arena.spawn('hero');
    arena.add(hero, 'Transform');
    const send = (): Uint8Array => {
      arena.advance();
      arena.set(hero, 'Transform', at(arena.tick));
      broadcast.capture(arena);
      return viewer.message();
    };
    mirror.receive(send());
    viewer.ack(1);
    viewer.ack(999);
    const skipped = [send(), send()];
    mirror.receive(send());
    expect(mirror.view!.get(hero, 'Transform')).toMatchObject({ position: [4, 0, 0] });
    expect(mirror.receive(skipped[0]!)).toBe(undefined);
    const fresh = createMirror(registry);
    expect(() => fresh.receive(send())).toThrow(expect.objectContaining({ code: 'net-baseline' }) as Error);
    viewer.resync();
    expect(fresh.receive(viewer.message())!.entered).toEqual([hero]);
    viewer.ack(fresh.tick);
    for (let i = 0; i < 70; i++) send();
    expect(createMirror(registry).receive(send())!.view.tick).toBe(arena.tick);
  });

  test('by a side with other component types or quanta is refused by name', () => {
    const { broadcast, arena, viewer } = linkOf();
    arena.spawn('hero');
    expect(() => viewer.message()).toThrow(expect.objectContaining({ code: 'net-capture' }) as Error);
    broadcast.capture(arena);
    const other = createMirror(registry, { quanta: { 'Transform.position': 0.5 } });
    expect(() => other.receive(viewer.message())).toThrow(expect.objectContaining({ code: 'net-layout' }) as Error);
    expect(() => createMirror(registry, { components: ['Nothing'] })).toThrow(expect.objectContaining({ code: 'net-components' }) as Error);
    expect(() => createMirror(registry, { quanta: { 'Transform.position': 0 } })).toThrow(
      expect.objectContaining({ code: 'net-quantum' }) as Error,
    );
  });
});

describe('interest', () => {
  test('near a point: who comes nearer enters, who goes beyond the margin leaves and lives on, children come with their parents’ turns', () => {
    const link = linkOf({}, near({ around: () => [0, 0, 0], radius: 10, margin: 2 }));
    const { arena, mirror, tell } = link;
    const [base, arm, far] = [arena.spawn('base'), arena.spawn('arm'), arena.spawn('far')];
    // The base stands outside and is turned so that its arm reaches in: whoever sees the arm sees the base.
    arena.add(base, 'Transform', { position: [20, 0, 0], rotation: rotationAbout([0, 1, 0], Math.PI) as unknown as Json });
    arena.add(arm, 'Transform', at(15));
    arena.setParent(arm, base);
    arena.add(far, 'Transform', at(11));
    tell();
    expect(namesIn(link)).toEqual(['base', 'arm']);
    arena.set(far, 'Transform', at(-9));
    tell();
    expect(namesIn(link)).toEqual(['base', 'arm', 'far']);
    arena.set(far, 'Transform', at(-11));
    tell();
    expect(namesIn(link)).toEqual(['base', 'arm', 'far']);
    arena.set(far, 'Transform', at(-13));
    arena.despawn(arm);
    arena.advance();
    link.broadcast.capture(arena);
    const taken = mirror.receive(link.viewer.message())!;
    expect(taken.left).toEqual([base, far]);
    expect(taken.ended).toEqual([arm]);
    expect(namesIn(link)).toEqual([]);
  });

  test('of an owner: what is theirs and what is below it; and several interests together', () => {
    const mine = owned('Seat', 'owner', 3);
    const link = linkOf({}, mine);
    const { arena, tell, viewer } = link;
    const [desk, lamp, other] = [arena.spawn('desk'), arena.spawn('lamp'), arena.spawn('other')];
    arena.add(desk, 'Seat', { owner: 3 });
    arena.add(other, 'Seat', { owner: 4 });
    arena.setParent(lamp, desk);
    tell();
    expect(namesIn(link)).toEqual(['desk', 'lamp']);
    viewer.look(anyOf(mine, owned('Seat', 'owner', 4)));
    tell();
    expect(namesIn(link)).toEqual(['desk', 'lamp', 'other']);
    arena.set(desk, 'Seat', { owner: 0 });
    tell();
    expect(namesIn(link)).toEqual(['other']);
  });
});

test('between two views positions go straight and rotations the short way at unit length; everything else is as in the later one', () => {
  const { arena, mirror, tell } = linkOf();
  const hero = arena.spawn('hero');
  arena.add(hero, 'Transform', { position: [0, 0, 0], rotation: rotationAbout([0, 1, 0], 0.2) as unknown as Json });
  arena.add(hero, 'Label', { text: 'before' });
  tell();
  const from = mirror.view!;
  arena.set(hero, 'Transform', { position: [4, 0, 2], rotation: rotationAbout([0, 1, 0], 0.6).map((part) => -part) as Json });
  arena.set(hero, 'Label', { text: 'after' });
  const late = arena.spawn('late');
  arena.add(late, 'Transform', at(8));
  tell();
  const to = mirror.view!;
  const { position, rotation } = interpolate(from, to, 0.5, hero, 'Transform') as { position: number[]; rotation: number[] };
  expect(position).toEqual([2, 0, 1]);
  const wanted = rotationAbout([0, 1, 0], 0.4);
  expect(Math.abs(rotation.reduce((sum, part, k) => sum + part * wanted[k]!, 0))).toBeGreaterThan(0.99999);
  expect(rotation.reduce((sum, part) => sum + part * part, 0)).toBeCloseTo(1, 12);
  expect(interpolate(from, to, 0.5, hero, 'Label')).toMatchObject({ text: 'after' });
  expect(interpolate(from, to, 0.5, late, 'Transform')).toMatchObject({ position: [8, 0, 0] });
  expect(interpolate(from, to, 0.5, late, 'Label')).toBe(undefined);
});
