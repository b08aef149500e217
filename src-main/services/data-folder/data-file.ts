import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { LedgerError } from '../../contract/error.ts';

export interface DataFileOptions {
  /** Code of the refusal. */
  code?: string;
  /** What the person can do, and what it costs. */
  hint: string;
}

/**
 * The document in one of the data folder's JSON files; undefined where there is no file.
 * @throws LedgerError `bad-data-file`, or `code`, naming the file, the place in it and what to do
 */
export function readDataFile<T>(file: string, schema: z.ZodType<T>, { code = 'bad-data-file', hint }: DataFileOptions): T | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const refuse = (why: string): never => {
    throw new LedgerError({ code, message: `${file} cannot be read: ${why}.`, hint, where: file });
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('it is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return refuse([issue?.path.join('.'), issue?.message].filter(Boolean).join(': '));
}
