/** What a word of a script is, in words: shown under the pointer and beside what is offered. */
import { callText, sdkWords, type SdkWord } from './sdk-words.ts';
import { sentence } from '../typings/describe.ts';
import type { Dialect } from './dialect.ts';
import type { Meaning } from './meaning.ts';
import { engineEvents, fieldHelp, fieldType, kpiHelp, parameterHelp, parameterType, shapeHelp, type Vocabulary } from './vocabulary.ts';

export interface Explanation {
  /** What it is, in a few words of code: `Stage.inventory: whole number`. */
  readonly title: string;
  /** Sentences: what it is for, its unit and range. */
  readonly help: string;
}

const sdk = (word: SdkWord | undefined, owner?: string): Explanation | undefined =>
  word && { title: `${owner === undefined ? '' : `${owner}.`}${callText(word)}`, help: sentence(word.help) ?? '' };

/** Undefined for what is unknown, and for what is the script's own. */
export const explain = (meaning: Meaning, vocabulary: Vocabulary, dialect: Dialect): Explanation | undefined => {
  const { name } = meaning;
  const { components, commands, parameters, kpis, tables, prefabs, entities } = vocabulary;
  switch (meaning.kind) {
    case 'row-member':
      if (name === 'key') return { title: 'key', help: 'The key of the entity: set, emit and despawn take it.' };
    // A component.
    // eslint-disable-next-line no-fallthrough
    case 'component': {
      const component = components.get(name);
      return component && { title: `component ${name}`, help: shapeHelp(component) };
    }
    case 'field': {
      const spec = components.get(meaning.component)?.fields[name];
      return spec && { title: `${meaning.component}.${name}: ${fieldType(spec)}`, help: fieldHelp(spec) };
    }
    case 'payload-field': {
      const spec = commands.get(meaning.event)?.fields[name];
      return spec && { title: `${meaning.event}.${name}: ${fieldType(spec, true)}`, help: fieldHelp(spec) };
    }
    case 'event': {
      const command = commands.get(name);
      if (command) return { title: `command ${name}`, help: shapeHelp(command) };
      const help = engineEvents.get(name);
      return help === undefined ? undefined : { title: `event ${name}`, help };
    }
    case 'parameter': {
      const spec = parameters.get(name);
      return spec && { title: `params.${name}: ${parameterType(spec)}`, help: parameterHelp(spec) };
    }
    case 'option': {
      const { options = [], labels = {} } = parameters.get(meaning.parameter) ?? {};
      if (!options.includes(name)) return undefined;
      return { title: `params.${meaning.parameter} is ${name}`, help: sentence(Object.hasOwn(labels, name) ? labels[name] : '') ?? '' };
    }
    case 'kpi': {
      const spec = kpis.get(name);
      return spec && { title: `KPI ${name}: ${spec.kind}`, help: kpiHelp(spec) };
    }
    case 'table':
      return tables.has(name) ? { title: `table ${name}`, help: `data/${name}.json` } : undefined;
    case 'prefab':
      return prefabs.has(name) ? { title: `prefab ${name}`, help: '' } : undefined;
    case 'entity':
      return entities.has(name) ? { title: `entity ${name}`, help: sentence(entities.get(name)) ?? '' } : undefined;
    case 'sdk-member':
      return sdk(sdkWords.members.get(meaning.of)?.get(name), meaning.of === 'time' ? 'time' : undefined);
    case 'name': {
      const help = dialect.builtins.get(name);
      return help ? { title: name, help } : sdk(sdkWords.globals.get(name));
    }
  }
};
