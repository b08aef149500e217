/** What one sees from a seat: the figures of the project's own components there. One choice for Studio and the Playground. */
import type { Json } from '../kernel/json.ts';
import { fieldsInOrder } from './field-order.ts';
import type { TypeData } from './project.ts';
import { capital, spokenName } from './spoken-name.ts';

export interface SightFigure {
  readonly field: string;
  readonly label: string;
  readonly help: string | undefined;
  readonly unit: string;
  readonly kind: 'decimal' | 'number';
  readonly value: string | number;
}

type Components = Readonly<Record<string, Pick<TypeData, 'fields'>>>;

/** Whether a field is a figure for whoever sits at its entity: one value with a unit. */
const isFigure = ({ unit, length }: TypeData['fields'][string]): boolean => unit !== undefined && length === undefined;

/** The figures of one entity, by its components' fields, in the order in which a form asks for them. */
export function sightOf(
  components: Components,
  entity: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>,
): readonly SightFigure[] {
  return Object.entries(components).flatMap(([name, { fields }]) => {
    const values = entity[name] as Readonly<Record<string, Json>> | undefined;
    if (!values) return [];
    return fieldsInOrder(fields).flatMap(([field, spec]): SightFigure[] => {
      const value = values[field];
      if (!isFigure(spec) || (typeof value !== 'number' && typeof value !== 'string')) return [];
      const { label = capital(spokenName(field)), help, unit = '', kind } = spec;
      return [{ field, label, help, unit, kind: kind === 'decimal' ? 'decimal' : 'number', value }];
    });
  });
}

/** Of a level's components what `sightOf` needs for its seats. */
export function sightsOf({
  components,
  entities,
}: {
  readonly components: Readonly<Record<string, TypeData>>;
  readonly entities: readonly { readonly components: Readonly<Record<string, unknown>> }[];
}): Record<string, TypeData> {
  const atSeats = new Set(entities.filter((entity) => 'Seat' in entity.components).flatMap((entity) => Object.keys(entity.components)));
  return Object.fromEntries(
    Object.entries(components).flatMap(([name, { fields }]) => {
      const figures = Object.fromEntries(Object.entries(fields).filter(([, spec]) => isFigure(spec)));
      return atSeats.has(name) && Object.keys(figures).length > 0 ? [[name, { fields: figures }]] : [];
    }),
  );
}
