/** What can be said of systems without running them: their types, and the rules that keep a tick the same everywhere. */
import { execFile } from 'node:child_process';
import { relative } from 'node:path';
import type { Problem } from '../../../engine/model/problem.ts';
import { tool } from '../../tool.ts';
import type { OwnSources } from './sources.ts';
import { writeSettings } from './settings.ts';

/** Problems of an engine folder, by file and place; [] when all is well. */
export async function checkOwnSources(root: string, sources: OwnSources): Promise<Problem[]> {
  const settings = writeSettings(root, sources.dir);
  const problems = await Promise.all([checkTypes(root, sources.dir, settings.tsconfig), lint(root, sources, settings.lint)]);
  return problems
    .flat()
    .toSorted(
      (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
    );
}

/** What a tool prints; that it finds something is no failure of it. */
function run(root: string, dir: string, name: string, args: readonly string[]): Promise<string> {
  const [node = '', ...command] = tool(name, root);
  return new Promise((done, fail) =>
    execFile(node, [...command, ...args], { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      error && typeof error.code !== 'number' ? fail(error) : done(stdout || stderr),
    ),
  );
}

const typeLine = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.+)$/;

async function checkTypes(root: string, dir: string, tsconfig: string): Promise<Problem[]> {
  const said = await run(root, dir, 'tsc', ['-p', tsconfig, '--noEmit', '--pretty', 'false']);
  return said.split('\n').flatMap((text): Problem[] => {
    const [, file = '', line, column, code, message = ''] = typeLine.exec(text.trim()) ?? [];
    if (code === undefined) return /error TS/.test(text) ? [{ severity: 'error', code: 'type', file: '', message: text.trim() }] : [];
    return [
      {
        severity: 'error',
        code: 'type',
        file: file.replaceAll('\\', '/'),
        line: Number(line),
        column: Number(column),
        message: `${message} (${code})`,
      },
    ];
  });
}

interface LintReport {
  diagnostics: { message: string; code?: string; filename: string; labels: { span: { line: number; column: number } }[] }[];
}

/** What to write instead, by rule. */
const instead: Readonly<Record<string, string>> = {
  'no-host-math': "Import sin, exp, pow and the rest from 'ledgerquest/engine'.",
  'no-exponent-operator': "Multiply, or import pow from 'ledgerquest/engine'.",
  'no-for-in': 'Walk Object.keys(x).toSorted(compareText).',
  'sort-needs-comparator': "Give compareText of 'ledgerquest/engine', or (a, b) => a - b.",
  'no-locale': "Use compareText of 'ledgerquest/engine'.",
  'no-async': 'A tick is synchronous: keep what you wait for in a component and look again next tick.',
  'no-restricted-globals':
    'Time is tick.tick and tick.dt, chance is arena.random(stream); nothing else of the host is the same everywhere.',
  'imports-only-its-own': 'Move what you need into lib/.',
};

async function lint(root: string, { dir, files }: OwnSources, config: string): Promise<Problem[]> {
  const said = await run(root, dir, 'oxlint', [
    '-c',
    config,
    '--no-ignore',
    '--disable-nested-config',
    '--format',
    'json',
    ...files.keys(),
  ]);
  const { diagnostics } = JSON.parse(said) as LintReport;
  return diagnostics.map(({ message, code = '', filename, labels }) => {
    const rule = /\(([^)]+)\)/.exec(code)?.[1] ?? code;
    const { line, column } = labels[0]?.span ?? { line: 1, column: 1 };
    const file = (filename.startsWith(dir) ? relative(dir, filename) : filename).replaceAll('\\', '/');
    const hint = instead[rule];
    return { severity: 'error', code: rule === '' ? 'syntax' : rule, file, line, column, message, ...(hint !== undefined && { hint }) };
  });
}
