/** Values of fields and whole components: copied as JSON that any window reads, pasted, reset. Each is one step, for one entity or for many. */
import { addComponent as addTo, type FieldChange, setFields as setFieldsOf } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import { fieldDefault } from '../../../../engine/model/fields.ts';
import { t } from '../../i18n/index.ts';
import { copyText, readText } from '../clipboard-text.ts';
import type { Editor } from '../editor.ts';
import { type ComponentValues, componentText, fieldText, readComponentText, readFieldText } from '../level/value-clipboard.ts';
import type { LevelSession } from '../level/level-session.ts';
import { type Action, defineAction } from './action.ts';
import { hasSelection, mayEdit } from './edit.ts';
import { nameOf } from './edit-words.ts';

interface ComponentPlace {
  entities: readonly string[];
  component: string;
}
interface FieldPlace extends ComponentPlace {
  field: string;
}

const typeOf = ({ project }: Editor, component: string): ComponentType | undefined =>
  project
    .get()
    ?.types.get()
    .find(({ name }) => name === component);

/** What an entity has in a field, whether somebody wrote it or not. */
function valueAt(editor: Editor, entity: string, component: string, field: string): Json | undefined {
  const written = editor.level.get()?.entity(entity).get()?.components[component]?.[field] as Json | undefined;
  const spec = typeOf(editor, component)?.fields[field];
  return written ?? (spec && fieldDefault(spec));
}

const nothing = ({ notices }: Editor, title: string, text?: string): void => notices.say({ tone: 'plain', title, text });

function write(editor: Editor, open: LevelSession, changes: readonly FieldChange[], label: string): void {
  for (const change of changes) {
    const refusal = open.refusal(change);
    if (refusal) throw refusal;
  }
  open.edit(label, (document, origin) => setFieldsOf(document, changes, origin));
}

export const copyField = defineAction<FieldPlace>({
  id: 'field.copy',
  title: 'field.copy',
  async run(editor, { entities: [first = ''], component, field }) {
    const value = valueAt(editor, first, component, field);
    if (value === undefined) return;
    await copyText(editor, fieldText(component, field, value), t('field.copied', { field: `${component}.${field}` }));
  },
});

export const copyFieldPath = defineAction<FieldPlace>({
  id: 'field.copyPath',
  title: 'field.copyPath',
  async run(editor, { component, field }) {
    await copyText(editor, `${component}.${field}`, t('field.copied', { field: `${component}.${field}` }));
  },
});

export const pasteField = defineAction<FieldPlace>({
  id: 'field.paste',
  title: 'field.paste',
  when: mayEdit,
  async run(editor, { entities, component, field }) {
    const text = await readText(editor);
    const open = editor.level.get();
    const spec = typeOf(editor, component)?.fields[field];
    if (text === undefined || !open || !spec) return;
    const value = readFieldText(text, component, field, spec.kind === 'string' && spec.length === undefined);
    if (value === undefined) return nothing(editor, t('field.paste.nothing'));
    const changes = entities.map((entity) => ({ entity, component, field, value }));
    write(editor, open, changes, t('step.set', { field: `${component}.${field}`, what: nameOf(open, entities) }));
  },
});

export const copyComponent = defineAction<ComponentPlace>({
  id: 'component.copy',
  title: 'card.copy',
  async run(editor, { entities: [first = ''], component }) {
    const fields = Object.keys(typeOf(editor, component)?.fields ?? {});
    const values = Object.fromEntries(fields.map((field) => [field, valueAt(editor, first, component, field) ?? null]));
    await copyText(editor, componentText({ component, values }), t('field.copied', { field: component }));
  },
});

/** Those copied values whose fields the component of this project has. */
const known = (type: ComponentType, { values }: ComponentValues): [field: string, value: Json][] =>
  Object.entries(values).filter(([field]) => Object.hasOwn(type.fields, field));

export const pasteComponentValues = defineAction<ComponentPlace>({
  id: 'component.pasteValues',
  title: 'card.paste',
  when: mayEdit,
  async run(editor, { entities, component }) {
    const text = await readText(editor);
    const open = editor.level.get();
    const type = typeOf(editor, component);
    if (text === undefined || !open || !type) return;
    const copied = readComponentText(text);
    if (copied?.component !== component) return nothing(editor, t('card.paste.nothing', { component }));
    const values = known(type, copied);
    const changes = entities.flatMap((entity) => values.map(([field, value]) => ({ entity, component, field, value })));
    write(editor, open, changes, t('step.pasteComponent', { component, what: nameOf(open, entities) }));
  },
});

/** Gives what is selected the copied component: added where it is missing, its values set where it is there. */
export const pasteComponent = defineAction({
  id: 'component.paste',
  title: 'action.pasteComponent',
  words: 'copy values',
  menu: { in: 'entity', group: 4 },
  when: (editor) => mayEdit(editor) && hasSelection(editor),
  async run(editor) {
    const entities = editor.selection.keys.get();
    const text = await readText(editor);
    const open = editor.level.get();
    if (text === undefined || !open) return;
    const copied = readComponentText(text);
    if (!copied) return nothing(editor, t('card.paste.none'), t('card.paste.none.hint'));
    const { component } = copied;
    const type = typeOf(editor, component);
    if (!type) return nothing(editor, t('card.paste.unknown', { component }));
    const values = known(type, copied);
    for (const [field, value] of values) {
      const refusal = open.refusal({ component, field, value });
      if (refusal) throw refusal;
    }
    open.edit(t('step.pasteComponent', { component, what: nameOf(open, entities) }), (document, origin) => {
      for (const entity of entities) addTo(document, entity, component, Object.fromEntries(values), origin);
    });
  },
});

export const resetComponent = defineAction<ComponentPlace>({
  id: 'component.reset',
  title: 'card.reset',
  when: mayEdit,
  run(editor, { entities, component }) {
    const open = editor.level.get();
    const type = typeOf(editor, component);
    if (!open || !type) return;
    const changes = entities.flatMap((entity) =>
      Object.entries(type.fields).map(([field, spec]): FieldChange => ({ entity, component, field, value: fieldDefault(spec) })),
    );
    write(editor, open, changes, t('step.set', { field: component, what: nameOf(open, entities) }));
  },
});

export const valueActions: readonly Action[] = [pasteComponent];
