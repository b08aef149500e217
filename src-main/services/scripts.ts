/** A script file by itself, as `lq script run` takes it: read, its types stripped, tried in the engine's sandbox. */
import { readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { Engine, ScriptReport, ScriptTrial } from '../../engine/run/index.ts';
import { LedgerError } from '../contract/error.ts';
import { stripTypes } from './engine/index.ts';

/** What a trial is given beside its script, as a file holds it. */
export type TrialInput = Pick<ScriptTrial, 'seed' | 'params' | 'tables' | 'events'>;

/** Far above what the sandbox accepts, which says so itself. */
const mostBytes = 4 << 20;

/** Throws LedgerError `script-file` for what is no script file, and `script-input` for params and tables that no script could be given. */
export function tryScriptFile(engine: Engine, path: string, trial: Omit<ScriptTrial, 'script'>): ScriptReport {
  const source = readScript(path);
  const name = basename(path);
  const attempt = (code: string): ScriptReport => {
    const report = engine.tryScript({ ...trial, watched: [globalThis], script: { path: name, code } });
    const loaded = report.stateHash !== '';
    if (!loaded && code !== '' && attempt('').outcome !== 'ok')
      throw new LedgerError({
        code: 'script-input',
        message: `The params and tables are too large: reading them in takes all the ${report.outcome} that loading has, before the first line of ${name}.`,
        hint: 'Give less of them.',
      });
    return report;
  };
  if (extname(path) !== '.ts') return attempt(source);
  const stripped = stripTypes(source, name);
  if ('code' in stripped) return attempt(stripped.code);
  const [{ message, line, column, hint }] = stripped.problems as [(typeof stripped.problems)[number]];
  return {
    ...attempt(''),
    outcome: 'syntax',
    message,
    line,
    column,
    hint,
    fuel: 0,
    fuelOf: [],
    ticks: 0,
  };
}

function readScript(path: string): string {
  const refuse = (message: string, hint: string): never => {
    throw new LedgerError({ code: 'script-file', message, hint, where: path });
  };
  if (!['.ts', '.js', '.lua', '.py'].includes(extname(path))) refuse(`${path} is no script.`, 'Scripts end in .ts, .js, .lua or .py.');
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) return refuse(`There is no file ${path}.`, 'Check the path.');
  if (stat.size > mostBytes) return refuse(`${path} has ${stat.size} bytes.`, 'A script may have 262144.');
  return readFileSync(path, 'utf8');
}
