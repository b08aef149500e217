import { offsetOf, type Peer, type ScriptDocument } from '../../../../engine/document/index.ts';

/** Where another person stands in a script. */
export interface PeerCaret {
  session: number;
  name: string;
  /** `#rrggbb`: presence is not to be trusted with more. */
  colour: string;
  /** Offsets; `head` is where the caret blinks. */
  anchor: number;
  head: number;
}

const isColour = /^#[0-9a-f]{6}$/i;

/** The carets of the people in a script's room; those whose anchors are not in this text are nowhere. */
export const peerCarets = (document: ScriptDocument, peers: readonly Peer[]): PeerCaret[] =>
  peers.flatMap(({ session, person, state: { caret } }) => {
    const anchor = caret && offsetOf(document, caret.anchor);
    const head = caret && offsetOf(document, caret.head);
    if (anchor === undefined || head === undefined) return [];
    return [{ session, name: person.name, colour: isColour.test(person.colour) ? person.colour.toLowerCase() : '#8d8a94', anchor, head }];
  });
