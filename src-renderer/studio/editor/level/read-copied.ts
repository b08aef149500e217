import { EntityData, EntityKey, MAX_ENTITIES } from '../../../../engine/model/level.ts';
import { circleThrough } from '../../../../engine/model/prefabs.ts';
import { MaterialSpec } from '../../../../engine/model/material-spec.ts';
import { AssetPath, AssetSpec, Id, PrefabData, TypeName } from '../../../../engine/model/project.ts';
import type { Place } from './placement.ts';
import { z } from '../../../../engine/model/zod.ts';

const newest = 4;

const lanes = (count: number) => z.array(z.number()).length(count);
const PlaceText = z.strictObject({ position: lanes(3), rotation: lanes(4), scale: lanes(3) });

const Copied = z.strictObject({
  ledgerquest: z.literal('entities'),
  /** Version 1 had no prefabs, version 2 no assets and materials, version 3 no places: what there is none of is written as it was then. */
  version: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(newest)]),
  /** What the entities stand on, as their project declares it. */
  prefabs: z.record(TypeName, PrefabData).default({}),
  /** Entries of the files that they show, by path, and the materials that they wear. */
  assets: z.record(AssetPath, AssetSpec).default({}),
  materials: z.record(Id, MaterialSpec).default({}),
  /** Parents before children; a parent that was not copied is null, and `within` the place that it gave. */
  entities: z.array(EntityData.omit({ order: true }).extend({ key: EntityKey, within: PlaceText.optional() })),
});
export type Copied = z.infer<typeof Copied>;
/** As it is written: what there is none of is not said. */
export type CopiedText = Omit<Copied, 'assets' | 'materials' | 'entities'> &
  Partial<Pick<Copied, 'assets' | 'materials'>> & {
    entities: readonly (Omit<Copied['entities'][number], 'within'> & { within?: Place | undefined })[];
  };

/** What is in a clipboard: copied entities, or why there are none. `about` says what is damaged. */
export type Reading =
  | { copied: Copied; refused?: undefined }
  | { refused: 'nothing' | 'values' | 'newer' | 'tooMany' }
  | { refused: 'damaged'; about: string };

/** Reads what is in a clipboard. What is not ours, from a newer version, damaged or too much is told apart. Never throws. */
export function readCopied(text: string): Reading {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    // Half of what was copied is no JSON any more.
    return /^\s*\{\s*"ledgerquest"\s*:\s*"entities"/.test(text)
      ? { refused: 'damaged', about: 'it ends too early' }
      : { refused: 'nothing' };
  }
  const { ledgerquest, version, entities } = (typeof found === 'object' && found !== null ? found : {}) as Record<string, unknown>;
  if (ledgerquest === undefined) return { refused: 'nothing' };
  if (ledgerquest === 'field' || ledgerquest === 'component') return { refused: 'values' };
  if (ledgerquest !== 'entities' || (typeof version === 'number' && version > newest)) return { refused: 'newer' };
  if (Array.isArray(entities) && entities.length > MAX_ENTITIES) return { refused: 'tooMany' };
  const parsed = Copied.safeParse(found);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { refused: 'damaged', about: `${issue?.path.join('.')}: ${issue?.message}` };
  }
  const about = brokenTree(parsed.data.entities) ?? circleIn(parsed.data.prefabs);
  if (about !== undefined) return { refused: 'damaged', about };
  return parsed.data.entities.length === 0 ? { refused: 'nothing' } : { copied: parsed.data };
}

function circleIn(prefabs: Copied['prefabs']): string | undefined {
  for (const name of Object.keys(prefabs)) {
    const circle = circleThrough(name, prefabs);
    if (circle) return `${name} stands on itself: ${circle.join(' > ')}`;
  }
  return undefined;
}

function brokenTree(entities: Copied['entities']): string | undefined {
  const before = new Set<string>();
  for (const { key, parent } of entities) {
    if (before.has(key)) return `${key} is there twice`;
    if (parent !== null && !before.has(parent)) return `${key} stands below ${parent}, which is not before it`;
    before.add(key);
  }
  return undefined;
}
