/** Judges what a person is about to write as the room will, so that an edit which no room takes never leaves the hand. */
import { LedgerError } from '../../kernel/error.ts';
import type { Json } from '../../kernel/json.ts';
import { MAX_ENTITIES } from '../../model/level.ts';
import { firewallLimits } from '../firewall/limits.ts';
import { entitiesOf, type LevelDocument, nameKey } from './document.ts';
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

/**
 * Why a level cannot take `more` entities beside the `standing` that it has; undefined when it can. The deleted ones count too, for they can
 * be put back.
 */
export function checkRoomFor(document: LevelDocument, standing: number, more: number): LedgerError | undefined {
  if (standing + more > MAX_ENTITIES)
    return new LedgerError({
      code: 'too-many-entities',
      message: `The level would have ${standing + more} entities; it may have ${MAX_ENTITIES}.`,
      hint: 'Nothing was changed. Take fewer, or delete some first.',
    });
  const kept = entitiesOf(document).size;
  if (kept + more > firewallLimits.entities)
    return new LedgerError({
      code: 'level-full',
      message: `With those that were deleted the level would keep ${kept + more} entities; it may keep ${firewallLimits.entities}.`,
      hint: 'Nothing was changed. Go on in a new level, into which you can paste what this one holds.',
    });
  return undefined;
}
