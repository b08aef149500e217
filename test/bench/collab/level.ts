import { EditOrigin, type LevelDocument, openLevelDocument, seedFrom } from '../../../engine/document/index.ts';
import type { LevelFile } from '../../../engine/model/level.ts';
import { chance } from '../../../engine/kernel/testing/chance.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A level as people build them: every entity placed, turned, shaped, labelled and heavy, 17 values each, under ids as Studio makes them. */
export function crowdedLevel(count: number, seed = 1): LevelFile {
  const { next, below } = chance(seed);
  const ids = Array.from({ length: count }, () =>
    Array.from({ length: 12 }, () => letters[below(36)]!)
      .join('')
      .replace(/^\d/, 'e'),
  );
  const place = (limit: number): number => Math.round(next() * limit * 1000) / 1000;
  return {
    format: 1,
    id: 'crowd',
    name: 'Crowd',
    clock: { kind: 'realtime', hz: 20 },
    scripts: [],
    entities: Object.fromEntries(
      ids.map((id, at) => [
        id,
        {
          name: `Entity ${at}`,
          parent: at < 20 ? null : ids[below(Math.min(at, Math.max(20, count / 20)))]!,
          order: `a${letters[at % 36]!}`,
          components: {
            Transform: { position: [place(100), place(10), place(100)], rotation: [0, place(1), 0, 1], scale: [1, 1, 1] },
            Shape: { kind: 'box', size: [1, 1, 1], color: `#8a94${(at % 40).toString(16).padStart(2, '0')}`, roughness: 0.5, shadow: true },
            Label: { text: `crate ${at % 9}`, size: 1, facing: false },
            RigidBody: { kind: 'dynamic', mass: at % 12, gravity: 1, damping: 0.5, upright: true, fast: false },
          },
        },
      ]),
    ),
  };
}

/** The same as a document, written under a Yjs client number. */
export function crowdedDocument(count: number, client = 1): LevelDocument {
  const document = openLevelDocument();
  document.doc.clientID = client;
  seedFrom(document, crowdedLevel(count), new EditOrigin('bench', 'disk'));
  return document;
}
