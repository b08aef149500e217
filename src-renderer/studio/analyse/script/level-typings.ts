import type { VocabularyInput } from '../../../../engine/rules/scripting/authoring/index.ts';
import { generateTypings, scriptLib, type TypingsInput } from '../../../../engine/rules/scripting/typings/index.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import type { LevelFile } from '../../../../engine/model/level.ts';
import type { MaterialisedProject } from '../../../../engine/document/index.ts';

/** Declaration files that a script is checked against, by URI. */
export type Declarations = Readonly<Record<string, string>>;

/** What a script of this project may name, its own components first; with the entities of the level that is open. */
export const wordsOf = (types: readonly ComponentType[], { project, tables }: MaterialisedProject, level?: LevelFile): VocabularyInput => ({
  components: Object.fromEntries(types.toReversed().map((type) => [type.name, type])),
  commands: project.commands,
  parameters: project.parameters,
  kpis: project.kpis,
  prefabs: Object.keys(project.prefabs),
  tables: Object.keys(tables),
  entities: Object.fromEntries(Object.entries(level?.entities ?? {}).map(([key, { name }]) => [key, name])),
});

/** A script's language without what the sandbox lacks, and the level's own words. */
export const declarationsOf = (words: TypingsInput): Declarations => ({
  'file:///sandbox/lib.d.ts': scriptLib,
  'file:///sandbox/level.d.ts': generateTypings(words),
});
