/** One file of a project, read and checked: bytes to text to JSON to a typed value, with a way back from any path to its line. */
import type { Json } from '../kernel/json.ts';
import { parseJson, type JsonPath } from './json.ts';
import { suggest, type Problem } from './problem.ts';
import { z } from './zod.ts';

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
    problems.push({ severity: 'error', code: 'bad-value', ...describeIssue(issue), ...at(issue.path), ...entityOf(issue.path) });
  }
  return undefined;
}

export interface FlatIssue {
  path: (string | number)[];
  message: string;
  code: string;
  keys?: string[] | undefined;
}

/** Issues of unions are replaced by those of their likeliest branch, so that a person reads about their field and not about unions. */
export function flattenIssues(issues: readonly z.core.$ZodIssue[], base: (string | number)[] = []): FlatIssue[] {
  return issues.flatMap((issue): FlatIssue[] => {
    const path = [...base, ...(issue.path as (string | number)[])];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const likeliest = issue.errors.reduce((a, b) => (b.length < a.length ? b : a));
      if (likeliest.some(({ path: deeper }) => deeper.length > 0)) return flattenIssues(likeliest, path);
    }
    return [{ path, message: issue.message, code: issue.code, keys: issue.code === 'unrecognized_keys' ? issue.keys : undefined }];
  });
}

/** A sentence for an issue: what stands there, and why it is refused. */
export function describeIssue({ path, message, keys }: FlatIssue): { message: string; field?: string } {
  const field = path.join('.');
  if (keys)
    return {
      message: `${field || 'The file'} has no field ${keys.map((key) => JSON.stringify(key)).join(', ')}.`,
      ...(field && { field }),
    };
  return { message: `${field || 'The file'}: ${message}.`, ...(field && { field }) };
}

const entityOf = (path: readonly (string | number)[]): { entity?: string; component?: string } => ({
  ...(path[0] === 'entities' && path.length > 1 && { entity: String(path[1]) }),
  ...(path[0] === 'entities' && path[2] === 'components' && path.length > 3 && { component: String(path[3]) }),
});
