/** One file of a project, read and checked: bytes to text to JSON to a typed value, with a way back from any path to its line. */
import type { Json } from '../kernel/json.ts';
import { describeIssue, flattenIssues } from './issues.ts';
import { parseJson, type JsonPath } from './json.ts';
import { suggest, type Problem } from './problem.ts';
import type { z } from './zod.ts';

/** A project's files by path, forward slashes, relative to its folder. */
export type ProjectFiles = ReadonlyMap<string, Uint8Array>;

export interface Document<T> {
  path: string;
  value: T;
  /** File, line and column of the value at `path`, to spread into a Problem. */
  at(path: JsonPath): { file: string; line: number; column: number };
}

export function readText(files: ProjectFiles, path: string, problems: Problem[]): string | undefined {
  const bytes = files.get(path);
  if (!bytes) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const hint =
      suggest(
        path,
        [...files.keys()].filter((other) => other.startsWith(folder) && other.endsWith('.json')),
      ) ?? 'Is this the folder of a project?';
    problems.push({ severity: 'error', code: 'missing-file', message: `There is no ${path}.`, hint, file: path });
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    problems.push({ severity: 'error', code: 'not-utf8', message: `${path} is not UTF-8 text.`, hint: 'Save it as UTF-8.', file: path });
    return undefined;
  }
}

export function readDocument(files: ProjectFiles, path: string, schema: undefined, problems: Problem[]): Document<Json> | undefined;
export function readDocument<T>(files: ProjectFiles, path: string, schema: z.ZodType<T>, problems: Problem[]): Document<T> | undefined;
export function readDocument<T>(
  files: ProjectFiles,
  path: string,
  schema: z.ZodType<T> | undefined,
  problems: Problem[],
): Document<T | Json> | undefined {
  const text = readText(files, path, problems);
  if (text === undefined) return undefined;
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { message, line, column } = parsed;
    problems.push({
      severity: 'error',
      code: 'broken-json',
      message: `${path} is not JSON at line ${line}, column ${column}: ${message}`,
      file: path,
      line,
      column,
    });
    return undefined;
  }
  const at = (where: JsonPath) => ({ file: path, ...parsed.locate(where) });
  if (!schema) return { path, value: parsed.value, at };
  const result = schema.safeParse(parsed.value);
  if (result.success) return { path, value: result.data, at };
  for (const issue of flattenIssues(result.error.issues)) {
    const field = issue.path.join('.');
    problems.push({
      severity: 'error',
      code: 'bad-value',
      message: describeIssue(issue, parsed.value),
      ...(field && { field }),
      ...at(issue.path),
      ...entityOf(issue.path),
    });
  }
  return undefined;
}

const entityOf = (path: readonly (string | number)[]): { entity?: string; component?: string } => ({
  ...(path[0] === 'entities' && path.length > 1 && { entity: String(path[1]) }),
  ...(path[0] === 'entities' && path[2] === 'components' && path.length > 3 && { component: String(path[3]) }),
});
