/** A material of a project: what surfaces look like. Views read it and no world does, so it is in no state and in no hash of one. */
import type { CompiledEntity, CompiledPrefab } from './compiled.ts';
import type { Document } from './document.ts';
import { checkReferences, type KnownFiles } from './entities.ts';
import type { LevelFile } from './level.ts';
import { materialAssets } from './material-spec.ts';
import { entityLabel, suggest, type Problem } from './problem.ts';
import type { ProjectFile } from './project.ts';

interface Wearers {
  entities: readonly CompiledEntity[];
  prefabs: Readonly<Record<string, CompiledPrefab>>;
  /** Texts in which the name of a material may stand: scripts, trees and machines. */
  texts: readonly string[];
}

type Worn = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const worn = (components: Worn): string | undefined => {
  const name = components['Material']?.['material'];
  return typeof name === 'string' && name !== '' ? name : undefined;
};

/**
 * The materials that a level can come to show, by name. One that nobody declared is a problem of whoever wears it, a picture that is not
 * there one of the project. Pictures that are there are added to `assets`.
 */
export function usedMaterials(
  project: Document<ProjectFile>,
  level: Document<LevelFile>,
  { entities, prefabs, texts }: Wearers,
  known: KnownFiles,
  assets: Set<string>,
  problems: Problem[],
): ProjectFile['materials'] {
  const { materials } = project.value;
  const named = new Set<string>();
  const note = (components: Worn, who: string, place: () => ReturnType<typeof project.at> & Partial<Problem>): void => {
    const material = worn(components);
    if (material === undefined) return;
    if (Object.hasOwn(materials, material)) return void named.add(material);
    problems.push({
      ...place(),
      severity: 'error',
      code: 'missing-material',
      message: `${who} wears the material ${material}, which is not there.`,
      hint: suggest(material, Object.keys(materials)) ?? 'Choose another, or undo what took it away.',
    });
  };
  for (const { key, name, components } of entities)
    note(components, entityLabel(key, name), () => ({
      ...level.at(['entities', key, 'components', 'Material', 'material']),
      entity: key,
      component: 'Material',
      field: 'material',
    }));
  for (const [prefab, { components, parts = [] }] of Object.entries(prefabs)) {
    note(components, `Prefab ${prefab}`, () => project.at(['prefabs', prefab, 'components', 'Material', 'material']));
    for (const part of parts) note(part.components, `Part ${part.path} of prefab ${prefab}`, () => project.at(['prefabs', prefab]));
  }
  // What somebody wears later is named by a script, a tree or a machine.
  const isQuoted = (name: string): boolean => texts.some((text) => text.includes('Material') && text.includes(name));
  const used = Object.entries(materials).filter(([name]) => named.has(name) || isQuoted(name));
  for (const [name, spec] of used)
    checkReferences(
      spec,
      materialAssets,
      { has: () => false, keys: [], files: known, assets, otherBuild: undefined },
      (field, code, message, hint) =>
        problems.push({
          ...project.at(['materials', name, field]),
          severity: 'error',
          code,
          message: `Material ${spec.name}: ${field} ${message}`,
          hint,
          field: `materials.${name}.${field}`,
        }),
    );
  return Object.fromEntries(used);
}
