/** Where one can ask on when an explanation ends: figures that the line of a script names. */
import type { Json } from '../../../../engine/kernel/json.ts';
import type { WhyTarget } from '../../../../engine/run/why/index.ts';

export interface NamedFigure {
  readonly entity: string;
  readonly component: string;
  readonly field: string;
  readonly value: Json;
}

type Entities = ReadonlyMap<string, { readonly components: Readonly<Record<string, unknown>> }>;

/** More would be no help. */
const most = 6;

/**
 * What the code names as `Component.field`, each of one entity: the one that is asked about; of a KPI those whose key stands in its name
 * (`wholesaler_order`), else the only one that has the component, else those that hold just what the KPI says. What it is computed with may be
 * something else: which figures a script reads is not recorded.
 */
export function figuresNamed(code: string, target: WhyTarget, said: Json | undefined, entities: Entities): readonly NamedFigure[] {
  const named = new Map([...code.matchAll(/\b([A-Z]\w*)\.([a-z_]\w*)/g)].map(([text, component, field]) => [text, [component!, field!]]));
  return [...named.values()]
    .flatMap(([component, field]): NamedFigure[] => {
      const holders = [...entities].flatMap(([entity, { components }]): NamedFigure[] => {
        const fields = components[component!] as Readonly<Record<string, Json>> | undefined;
        const value = fields && Object.hasOwn(fields, field!) ? fields[field!] : undefined;
        return value === undefined ? [] : [{ entity, component: component!, field: field!, value }];
      });
      if ('entity' in target)
        return holders.filter(
          ({ entity }) => entity === target.entity && `${component}.${field}` !== `${target.component}.${target.field}`,
        );
      const words = target.kpi.split(/[^A-Za-z0-9]+/);
      const meant = holders.filter(({ entity }) => words.includes(entity));
      if (meant.length > 0 || holders.length < 2) return meant.length > 0 ? meant : holders;
      return holders.filter(({ value }) => said !== undefined && isSame(value, said));
    })
    .slice(0, most);
}

/** A decimal is a text, with as many digits as its field has. */
const isSame = (a: Json, b: Json): boolean => a !== null && a !== '' && Number(a) === Number(b);
