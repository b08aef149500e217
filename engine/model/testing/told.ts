/** What a level of a few entities is told of, for tests of problems. */
import type { Json } from '../../kernel/json.ts';
import { prettyJson } from '../canonical.ts';
import { compileLevel } from '../compile.ts';

export type Words = Record<string, { parent?: string; components: Record<string, Record<string, Json>> }>;

/** The problems of a level of these entities: code, message, place and how bad. */
export function told(entities: Words): [code: string, message: string, place: string, severity: string][] {
  const files = {
    'ledgerquest.json': { format: 1, id: 'test', name: 'Test', levels: ['levels/test.json'] },
    'levels/test.json': {
      format: 1,
      id: 'test',
      name: 'Test',
      clock: { kind: 'realtime', hz: 20 },
      scripts: [],
      entities: Object.fromEntries(
        Object.entries(entities).map(([key, { parent = null, components }]) => [key, { name: key, parent, order: 'a0', components }]),
      ),
    },
  };
  const bytes = new Map(Object.entries(files).map(([path, value]) => [path, new TextEncoder().encode(prettyJson(value))]));
  const { problems } = compileLevel(bytes, undefined, { strip: (code) => ({ code }) });
  return problems.map(({ severity, code, message, entity, component, field }) => [
    code,
    message,
    [entity, component, field].filter(Boolean).join('.'),
    severity,
  ]);
}
