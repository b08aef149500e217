/** A material of a project: what surfaces look like. Views read it and no world does, so it is in no state and in no hash of one. */
import type { CompiledEntity } from './compiled.ts';
import type { Document } from './document.ts';
import { checkReferences, type KnownFiles } from './entities.ts';
import type { LevelFile } from './level.ts';
import { materialAssets } from './material-spec.ts';
import { entityLabel, suggest, type Problem } from './problem.ts';
import type { ProjectFile } from './project.ts';

interface Wearers {
  entities: readonly CompiledEntity[];
  prefabs: ProjectFile['prefabs'];
  /** Texts in which the name of a material may stand: scripts, trees and machines. */
  texts: readonly string[];
}

const worn = (components: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string | undefined => {
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
  const missing = (name: string): Pick<Problem, 'severity' | 'code' | 'hint'> => ({
    severity: 'error',
    code: 'missing-material',
    hint: suggest(name, Object.keys(materials)) ?? 'Choose another, or undo what took it away.',
  });
  const named = new Set<string>();
  for (const { key, name, components } of entities) {
    const material = worn(components);
    if (material === undefined) continue;
    if (Object.hasOwn(materials, material)) named.add(material);
    else {
      const message = `${entityLabel(key, name)} wears the material ${material}, which is not there.`;
      const place = level.at(['entities', key, 'components', 'Material', 'material']);
      problems.push({ ...place, ...missing(material), message, entity: key, component: 'Material', field: 'material' });
    }
  }
  for (const [prefab, { components }] of Object.entries(prefabs)) {
    const material = worn(components);
    if (material === undefined) continue;
    if (Object.hasOwn(materials, material)) named.add(material);
    else {
      const message = `Prefab ${prefab} wears the material ${material}, which is not there.`;
      problems.push({ ...project.at(['prefabs', prefab, 'components', 'Material', 'material']), ...missing(material), message });
    }
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
