import type { Meaning } from '../../../../engine/rules/scripting/authoring/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { Editor } from '../../editor/index.ts';

/** Shows in Studio what a word of a script names; false where Studio has no place for it. */
export function showWord(editor: Editor, meaning: Meaning): boolean {
  const { level, project, selection, reveal, viewport, pointed } = editor;
  const select = (keys: readonly string[]): boolean => {
    if (keys.length === 0) return false;
    selection.set(keys);
    reveal.set('inspector');
    viewport.get()?.frame(keys);
    return true;
  };
  const { name } = meaning;
  switch (meaning.kind) {
    case 'component':
    case 'row-member':
      return select(firstWith(editor, name));
    case 'field':
      return select(firstWith(editor, meaning.component));
    case 'entity':
      return select(level.get()?.entity(name).get() ? [name] : []);
    case 'parameter':
    case 'option': {
      const parameter = meaning.kind === 'option' ? meaning.parameter : name;
      if (project.get()?.file.get().parameters[parameter] === undefined) return false;
      reveal.set('scenario');
      pointed.set({ parameter });
      return true;
    }
    case 'kpi': {
      const file = project.get()?.file.get();
      if (file?.kpis[name] === undefined) return false;
      const isDrawn = file.charts.some((chart) => chart.kpis.includes(name)) && editor.preview.current.get() !== undefined;
      // What no chart draws is explained where every figure is.
      if (isDrawn) pointed.set({ kpi: name });
      else editor.question.set({ kpi: name });
      reveal.set(isDrawn ? 'kpis' : 'why');
      return true;
    }
    case 'table':
    case 'prefab':
    case 'event':
    case 'payload-field':
    case 'sdk-member':
    case 'name':
      return false;
  }
}

/** What is selected, if it has the component; else the first entity that does. */
function firstWith({ level, selection }: Editor, component: string): string[] {
  const entities = level.get()?.level.get().entities ?? {};
  const has = (key: string): boolean => entities[key]?.components[component] !== undefined;
  const key = selection.keys.get().find(has) ?? Object.keys(entities).find(has);
  return key === undefined ? [] : [key];
}

/** How a word is declared, as the project's files have it: for a look without leaving the script. Undefined where nothing declares it. */
export function declarationOf(editor: Editor, meaning: Meaning): { file: string; value: Json } | undefined {
  const project = editor.project.get();
  const level = editor.level.get();
  if (!project) return undefined;
  const file = project.file.get();
  const { name } = meaning;
  const inProject = (value: object | undefined): { file: string; value: Json } | undefined =>
    value && { file: 'ledgerquest.json', value: value as Json };
  const component = (wanted: string): { file: string; value: Json } | undefined => {
    const type = project.types.get().find((one) => one.name === wanted);
    if (!type || file.components[wanted]) return inProject(file.components[wanted]);
    return { file: 'built in', value: { help: type.help ?? '', fields: type.fields } as unknown as Json };
  };
  switch (meaning.kind) {
    case 'component':
    case 'row-member':
      return component(name);
    case 'field':
      return component(meaning.component);
    case 'parameter':
      return inProject(file.parameters[name]);
    case 'option':
      return inProject(file.parameters[meaning.parameter]);
    case 'kpi':
      return inProject(file.kpis[name]);
    case 'prefab':
      return inProject(file.prefabs[name]);
    case 'event':
      return inProject(file.commands[name]);
    case 'payload-field':
      return inProject(file.commands[meaning.event]);
    case 'table': {
      const table = project.tables()[name];
      return table === undefined ? undefined : { file: `data/${name}.json`, value: table };
    }
    case 'entity': {
      const entity = level?.entity(name).get();
      return level && entity && { file: level.ref.path, value: entity as unknown as Json };
    }
    case 'sdk-member':
    case 'name':
      return undefined;
  }
}
