import { vocabularyOf, type Vocabulary, type VocabularyInput } from '../../../../engine/rules/scripting/authoring/index.ts';
import { generateTypings, scriptLib } from '../../../../engine/rules/scripting/typings/index.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import type { LevelFile } from '../../../../engine/model/level.ts';
import type { MaterialisedProject } from '../../../../engine/document/index.ts';

/** Declaration files that a script is checked against, by URI. */
export type Declarations = Readonly<Record<string, string>>;

const wordsOf = (types: readonly ComponentType[], { project, tables }: MaterialisedProject): VocabularyInput => ({
  components: Object.fromEntries(types.map((type) => [type.name, type])),
  commands: project.commands,
  parameters: project.parameters,
  kpis: project.kpis,
  prefabs: Object.keys(project.prefabs),
  tables: Object.keys(tables),
});

/** What a script of this project may name: its language without what the sandbox lacks, and the level's own words. */
export const declarationsOf = (types: readonly ComponentType[], project: MaterialisedProject): Declarations => ({
  'file:///sandbox/lib.d.ts': scriptLib,
  'file:///sandbox/level.d.ts': generateTypings(wordsOf(types, project)),
});

/**
 * The same words, for the languages without a language service, the project's own components first; with the entities of the level that is
 * open.
 */
export const levelWords = (types: readonly ComponentType[], project: MaterialisedProject, level: LevelFile | undefined): Vocabulary =>
  vocabularyOf({
    ...wordsOf([...types].toReversed(), project),
    entities: Object.fromEntries(Object.entries(level?.entities ?? {}).map(([key, { name }]) => [key, name])),
  });
