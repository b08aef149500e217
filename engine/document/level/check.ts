/** Judges what a person is about to write as the room will, so that an edit which no room takes never leaves the hand. */
import { LedgerError } from '../../kernel/error.ts';
import type { Json } from '../../kernel/json.ts';
import { nameKey } from './document.ts';
import type { FieldChange, NewEntity } from './edit.ts';
import { checkRegister, type LevelSchema } from './schema.ts';

const shown = (value: Json): string => {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** Why a room would refuse this value; undefined when it fits. */
export function checkField(schema: LevelSchema, { component, field, value }: Omit<FieldChange, 'entity'>): LedgerError | undefined {
  const verdict = schema.field(component, field, value);
  if (verdict.ok && verdict.unknown !== 'field') return undefined;
  const takes = schema.takes(component, field);
  return new LedgerError({
    code: 'invalid-value',
    message: verdict.ok
      ? `${component} has no field ${field}.`
      : takes === undefined
        ? `${component}.${field} ${verdict.reason}.`
        : `${component}.${field} takes ${takes}, not ${shown(value)}.`,
    hint: 'Nothing was changed.',
    where: `${component}.${field}`,
  });
}

/** The first reason for which a room would refuse these new entities. */
export function checkEntities(schema: LevelSchema, added: readonly Pick<NewEntity, 'name' | 'components'>[]): LedgerError | undefined {
  for (const { name, components = {} } of added) {
    const verdict = checkRegister(schema, nameKey, name);
    if (!verdict.ok)
      return new LedgerError({ code: 'invalid-value', message: `A name ${verdict.reason}.`, hint: 'Nothing was changed.', where: name });
    for (const [component, fields] of Object.entries(components)) {
      for (const [field, value] of Object.entries(fields)) {
        const refusal = checkField(schema, { component, field, value });
        if (refusal) return refusal;
      }
    }
  }
  return undefined;
}
