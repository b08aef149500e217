import { isObject } from '../json.ts';
import { machineSchema, type Flow, type Machine, type State } from './definition.ts';
import { syntaxProblem } from './expression.ts';

/** What is wrong with a definition, and where: a JSON pointer such as `/States/Tick/InputPath`. */
export interface DefinitionProblem {
  readonly code: string;
  readonly location: string;
  readonly message: string;
}

export type ParsedDefinition =
  | { readonly ok: true; readonly machine: Machine }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

const JSONPATH_FIELDS = [
  'InputPath',
  'OutputPath',
  'ResultPath',
  'Parameters',
  'ResultSelector',
  'ItemsPath',
  'SecondsPath',
  'TimestampPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'MaxConcurrencyPath',
  'ErrorPath',
  'CausePath',
  'Variable',
];

/** Reads a state machine's definition; refuses JSONPath by name, and integrations for which `refuse` gives a reason. */
export function parseDefinition(text: string, refuse: (resource: string) => string | undefined = () => undefined): ParsedDefinition {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { ok: false, problems: [{ code: 'INVALID_JSON_DESCRIPTION', location: '/', message: (error as Error).message }] };
  }
  const jsonPath = [...findJsonPath(document)];
  if (jsonPath.length > 0) return { ok: false, problems: jsonPath };
  const parsed = machineSchema.safeParse(document);
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.map((issue) => ({
        code: 'SCHEMA_VALIDATION_FAILED',
        location: pointer(issue.path),
        message: issue.message,
      })),
    };
  }
  const machine = parsed.data;
  const problems = [...checkFlow(machine, '', refuse)];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, machine };
}

/** One line for people: every problem with its place. */
export function describeProblems(problems: readonly DefinitionProblem[]): string {
  return problems.map((each) => `${each.code}: ${each.message} at ${each.location}`).join('; ');
}

function* findJsonPath(document: unknown): Generator<DefinitionProblem> {
  if (!isObject(document)) return;
  const top = document['QueryLanguage'];
  yield* walkStates(document, '', top === 'JSONata');
}

function* walkStates(flow: unknown, at: string, inherited: boolean): Generator<DefinitionProblem> {
  if (!isObject(flow) || !isObject(flow['States'])) return;
  for (const [name, state] of Object.entries(flow['States'])) {
    if (!isObject(state)) continue;
    const place = `${at}/States/${name}`;
    const language = state['QueryLanguage'] ?? (inherited ? 'JSONata' : 'JSONPath');
    if (language !== 'JSONata') {
      yield {
        code: 'JSONPATH_NOT_SUPPORTED',
        location: place,
        message: `State "${name}" is written in ${JSON.stringify(language)}; this cloud runs JSONata only. Set "QueryLanguage": "JSONata" and write Arguments, Output and Assign`,
      };
    }
    for (const field of Object.keys(state)) {
      if (!JSONPATH_FIELDS.includes(field)) continue;
      yield {
        code: 'JSONPATH_NOT_SUPPORTED',
        location: `${place}/${field}`,
        message: `State "${name}" uses the JSONPath field ${field}; JSONata states have Arguments, Output and Assign`,
      };
    }
    for (const [index, branch] of (Array.isArray(state['Branches']) ? state['Branches'] : []).entries()) {
      yield* walkStates(branch, `${place}/Branches/${index}`, inherited);
    }
    yield* walkStates(state['ItemProcessor'], `${place}/ItemProcessor`, inherited);
  }
}

function* checkFlow(flow: Flow, at: string, refuse: (resource: string) => string | undefined): Generator<DefinitionProblem> {
  const target = function* (name: string | undefined, location: string): Generator<DefinitionProblem> {
    if (name !== undefined && !Object.hasOwn(flow.States, name)) {
      yield { code: 'MISSING_TRANSITION_TARGET', location, message: `There is no state "${name}"` };
    }
  };
  yield* target(flow.StartAt, `${at}/StartAt`);
  const reached = reachable(flow);
  for (const [name, state] of Object.entries(flow.States)) {
    const place = `${at}/States/${name}`;
    if (!reached.has(name)) yield { code: 'UNREACHABLE_STATE', location: place, message: `No state leads to "${name}"` };
    for (const [field, next] of transitions(state)) yield* target(next, `${place}/${field}`);
    if ('Next' in state || 'End' in state || !['Choice', 'Succeed', 'Fail'].includes(state.Type)) {
      const { Next, End } = state as { Next?: string; End?: boolean };
      if ((Next === undefined) === (End !== true)) {
        yield { code: 'MISSING_END_STATE', location: place, message: `State "${name}" needs either Next or "End": true` };
      }
    }
    if (state.Type === 'Wait' && (state.Seconds === undefined) === (state.Timestamp === undefined)) {
      yield { code: 'SCHEMA_VALIDATION_FAILED', location: place, message: `Wait "${name}" needs either Seconds or Timestamp` };
    }
    if (state.Type === 'Task') {
      const reason = refuse(state.Resource);
      if (reason !== undefined)
        yield { code: 'INTEGRATION_NOT_SUPPORTED', location: `${place}/Resource`, message: `State "${name}": ${reason}` };
    }
    if (state.Type === 'Parallel')
      for (const [index, branch] of state.Branches.entries()) yield* checkFlow(branch, `${place}/Branches/${index}`, refuse);
    if (state.Type === 'Map') yield* checkFlow(state.ItemProcessor, `${place}/ItemProcessor`, refuse);
    yield* checkExpressions(state, place);
  }
}

function transitions(state: State): [string, string | undefined][] {
  const found: [string, string | undefined][] = [];
  if ('Next' in state) found.push(['Next', state.Next]);
  if (state.Type === 'Choice') {
    found.push(['Default', state.Default]);
    for (const [index, rule] of state.Choices.entries()) found.push([`Choices/${index}/Next`, rule.Next]);
  }
  if ('Catch' in state) for (const [index, each] of (state.Catch ?? []).entries()) found.push([`Catch/${index}/Next`, each.Next]);
  return found;
}

function reachable(flow: Flow): Set<string> {
  const reached = new Set<string>();
  const todo = [flow.StartAt];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const state = flow.States[name];
    if (!state || reached.has(name)) continue;
    reached.add(name);
    for (const [, next] of transitions(state)) if (next !== undefined) todo.push(next);
  }
  return reached;
}

function* checkExpressions(value: unknown, at: string): Generator<DefinitionProblem> {
  if (typeof value === 'string') {
    const problem = syntaxProblem(value);
    if (problem !== undefined) yield { code: 'INVALID_JSONATA', location: at, message: problem };
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === 'Branches' || key === 'ItemProcessor') continue;
    yield* checkExpressions(child, `${at}/${key}`);
  }
}

function pointer(path: readonly PropertyKey[]): string {
  return `/${path.map(String).join('/')}`;
}
