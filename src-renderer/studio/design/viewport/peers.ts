import type { LevelView, Look, Point } from '../../../view/index.ts';
import { type Editor, isPoint, lookOf } from '../../editor/index.ts';
import { createPeerCursors } from './peer-cursors.ts';

type View = Pick<LevelView, 'pointAt' | 'screenOf' | 'look' | 'showEyes'>;

/** Milliseconds between two words about where one is. */
const sayEvery = 50;

/** Metres between two eyes that are seen apart. */
const apart = 2;

const round = (value: number): number => Math.round(value * 1000) / 1000;
const rounded = ([x, y, z]: Point): Point => [round(x), round(y), round(z)];

/** What others see of this person in the scene, and what this person sees of them: pointers with names, eyes, and the view of whom one follows. */
export function meetPeers(editor: Editor, view: View, canvas: HTMLCanvasElement): { drawn(): void; dispose(): void } {
  const { people, following, ports } = editor;
  const cursors = createPeerCursors(canvas);
  let pointer: { x: number; y: number } | undefined;
  let due = false;
  let callOff = (): void => {};

  const say = (): void => {
    due = false;
    const { position, target } = view.look;
    const at = pointer && people.get().length > 0 ? view.pointAt(pointer.x, pointer.y) : null;
    editor.announce({ camera: { position: rounded(position), target: rounded(target) }, pointer: at ? rounded(at) : undefined });
  };
  const saySoon = (): void => {
    if (due) return;
    due = true;
    callOff = ports.clock.after(sayEvery, say);
  };
  const place = (): void =>
    cursors.show(
      people.get().flatMap(({ session, person, state: { pointer: point } }) => {
        const at = isPoint(point) ? view.screenOf(point) : null;
        return at ? [{ session, name: person.name, colour: person.colour, ...at }] : [];
      }),
    );
  let shown = '[]';
  /** Who stands where one stands oneself, as whom one follows does, would only be in the way. */
  const isHere = ({ position }: Look): boolean => Math.hypot(...position.map((at, axis) => at - view.look.position[axis]!)) < apart;
  const watch = (): void => {
    const eyes = people.get().flatMap((peer) => {
      const look = lookOf(peer);
      return look && peer.session !== following.get() && !isHere(look) ? [{ color: peer.person.colour, look }] : [];
    });
    const next = JSON.stringify(eyes);
    if (next === shown) return;
    shown = next;
    view.showEyes(eyes);
  };
  const follow = (): void => {
    const session = following.get();
    if (session === undefined) return;
    const leader = people.get().find((peer) => peer.session === session);
    if (!leader) return following.set(undefined);
    const look = lookOf(leader);
    if (look && JSON.stringify(look) !== JSON.stringify({ position: rounded(view.look.position), target: rounded(view.look.target) }))
      view.look = look;
  };

  const onMove = (event: PointerEvent): void => {
    const box = canvas.getBoundingClientRect();
    pointer = { x: event.clientX - box.left, y: event.clientY - box.top };
    saySoon();
  };
  const onLeave = (): void => {
    pointer = undefined;
    saySoon();
  };
  // Whoever takes the view into their own hand no longer follows.
  const lead = (): void => following.set(undefined);
  canvas.addEventListener('pointermove', onMove);
  canvas.addEventListener('pointerleave', onLeave);
  canvas.addEventListener('pointerdown', lead);
  canvas.addEventListener('wheel', lead, { passive: true });
  const stops = [
    people.subscribe(place),
    people.subscribe(watch),
    following.subscribe(watch),
    people.subscribe(follow),
    following.subscribe(follow),
  ];
  watch();
  follow();
  saySoon();

  return {
    /** The picture has been drawn anew, perhaps from elsewhere. */
    drawn() {
      place();
      watch();
      saySoon();
    },
    dispose() {
      callOff();
      canvas.removeEventListener('pointermove', onMove);
      canvas.removeEventListener('pointerleave', onLeave);
      canvas.removeEventListener('pointerdown', lead);
      canvas.removeEventListener('wheel', lead);
      for (const stop of stops) stop();
      cursors.dispose();
      following.set(undefined);
      editor.announce({ pointer: undefined, camera: undefined });
    },
  };
}
