import { counted } from '../../../../engine/model/counted.ts';
import { readFileSync, statSync } from 'node:fs';
import type { ScriptReport } from '../../../../engine/run/index.ts';
import { parseJson } from '../../../../engine/model/json.ts';
import { JsonValue } from '../../../../engine/model/json-value.ts';
import { MAX_TICKS } from '../../../../engine/model/project.ts';
import { z } from '../../../../engine/model/zod.ts';
import { currentEngine, loadEngine } from '../../../services/engine/index.ts';
import { tryScriptFile, type TrialInput } from '../../../services/scripts.ts';
import { exit, readArgs, usageError, wholeNumber, type CliCommand } from '../command.ts';

const hooks = { start: 'start', on_tick: 'onTick', onTick: 'onTick', on: 'on' } as const;
const isHook = (name: string): name is keyof typeof hooks => Object.hasOwn(hooks, name);

const Input = z.strictObject({
  seed: z.int().min(0).optional(),
  params: z.record(z.string(), JsonValue).optional(),
  tables: z.record(z.string(), JsonValue).optional(),
  events: z
    .array(
      z.strictObject({
        type: z.string(),
        payload: JsonValue.default(null),
        sender: z.int().min(0).optional(),
        entity: z.string().optional(),
      }),
    )
    .optional(),
});

export const command: CliCommand = {
  summary: 'Runs one script by itself in the sandbox and says what it comes to and what it costs.',
  usage: `lq script run <file.ts|.js|.lua|.py> [options]

  --hook <name>    start, on_tick (start before it, as in a level) or on; on_tick without it
  --ticks <n>      how often the hook runs; 1 without it, at most ${MAX_TICKS}
  --fuel <n>       fuel for one call; the engine's limit without it
  --input <file>   JSON {seed, params, tables, events: [{type, payload, sender, entity}]}; events come in the first tick
  --json           prints {outcome, message, line, column, fuel, stateHash, hostPolluted, recovered, …}

The script stands alone: there are no entities, and no components that query could name.

outcome: ok, or what ended it: fuel, memory, depth, error, syntax, result, permission, engine. Exit 0: ok; 1: it faulted.`,
  async run(args, io) {
    const [what, ...rest] = args;
    if (what !== 'run') throw usageError(`There is no command lq script ${what ?? ''}`.trimEnd() + '.', 'There is lq script run <file>.');
    const { values, positionals } = readArgs(rest, {
      hook: { type: 'string' },
      ticks: { type: 'string' },
      fuel: { type: 'string' },
      input: { type: 'string' },
      json: { type: 'boolean' },
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1)
      throw usageError('lq script run needs one script.', 'For example: lq script run demand.ts');
    const hook = values.hook ?? 'on_tick';
    if (!isHook(hook)) throw usageError(`There is no hook ${hook}.`, `There are ${Object.keys(hooks).join(', ')}.`);
    const ticks = wholeNumber('ticks', values.ticks, 1);
    if (ticks !== undefined && ticks > MAX_TICKS) throw usageError(`--ticks ${ticks} is more than ${MAX_TICKS}.`);
    const engine = await loadEngine((await currentEngine()).dir);
    const report = tryScriptFile(engine, file, {
      ...readInput(values.input),
      hook: hooks[hook],
      ticks,
      fuel: wholeNumber('fuel', values.fuel, 1),
    });
    if (values.json) io.out(JSON.stringify(report));
    else tell(report, file).forEach((line) => io.out(line));
    return report.outcome === 'ok' ? exit.ok : exit.differs;
  },
};

function tell({ outcome, message, line, column, hint, fuel, ticks, kpis, logs }: ScriptReport, file: string): string[] {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return [
    ...logs,
    ...Object.entries(kpis).map(([name, value]) => `${name} = ${value}`),
    outcome === 'ok'
      ? `ok after ${counted(ticks, 'tick')}, ${fuel} fuel`
      : [`${place}  ${sentence(message)}`, hint ?? ''].join(' ').trimEnd(),
    ...(outcome === 'ok' ? [] : [`ended by ${outcome} in tick ${ticks}, ${fuel} fuel`]),
  ];
}

function readInput(path: string | undefined): TrialInput {
  if (path === undefined) return {};
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw usageError(`There is no file ${path} for --input.`, 'Check the path.');
  const parsed = parseJson(readFileSync(path, 'utf8'));
  if (!parsed.ok) throw usageError(`${path}:${parsed.line}:${parsed.column}  It is no JSON: ${parsed.message}`);
  const input = Input.safeParse(parsed.value);
  if (input.success) return input.data as TrialInput;
  const [issue] = input.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const at = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])].map((step) =>
    typeof step === 'number' ? step : String(step),
  );
  const { line, column } = parsed.locate(at);
  throw usageError(
    `${path}:${line}:${column}  ${unknown === undefined ? `${at.join('.') || 'It'} is not as --input needs it.` : `There is no ${at.join('.')} in an input.`}`,
    'It holds {seed, params, tables, events: [{type, payload, sender, entity}]}, each of them optional.',
  );
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
