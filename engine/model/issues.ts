/** Issues of zod as sentences: where, what stands there, and what was expected (issue-words.ts). */
import { show } from '../kernel/world/check-value.ts';
import type { z } from './zod.ts';

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

/** A sentence for an issue of `root`; `whole` is what people call the root, "The file". */
export function describeIssue({ path, message, code, keys }: FlatIssue, root: unknown, whole = 'The file'): string {
  const place = (steps: FlatIssue['path']): string => steps.join('.') || whole;
  const because = message.replace(/\.$/, '');
  if (keys) return ended(`${place(path)} ${because}`);
  if (code === 'invalid_key') return ended(`${place(path.slice(0, -1))} has the name ${JSON.stringify(path.at(-1))}: ${because}`);
  return ended(`${place(path)} is ${short(valueAt(root, path))}: ${because}`);
}

const ended = (sentence: string): string => (/[.?]$/.test(sentence) ? sentence : `${sentence}.`);

const valueAt = (root: unknown, path: FlatIssue['path']): unknown =>
  path.reduce<unknown>((value, step) => (value as Record<string | number, unknown> | null | undefined)?.[step], root);

/** A value as it stands in a file, cut to what fits a line; "missing" where there is none. */
export const short = (value: unknown): string => (value === undefined ? 'missing' : show(value));
