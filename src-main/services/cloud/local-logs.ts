import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { LogLine, LogQuery, LogReader } from '../../../cloud/client/index.ts';

const Line = z.object({
  level: z.enum(['debug', 'info', 'warn', 'error']),
  at: z.string(),
  function: z.string(),
  message: z.string(),
  requestId: z.string().optional(),
  tenant: z.string(),
  session: z.string().optional(),
  trace: z.string().optional(),
  code: z.string().optional(),
  where: z.string().optional(),
  seq: z.number().optional(),
  spans: z
    .array(z.object({ name: z.enum(['accepted', 'slice', 'committed', 'pushed', 'audited']), from: z.number(), to: z.number() }))
    .optional(),
});

/**
 * What the functions of this machine's cloud wrote, from its folder. A line belongs to whom it names: one that names nobody, or another
 * tenant, is read by no tenant, and what the host wrote around a line (its own words of a failure) is left out.
 */
export function openLocalLogs(dataDir: string): LogReader {
  const folder = join(dataDir, 'cloud', 'logs');
  return {
    async *lines(tenant, query) {
      const found: LogLine[] = [];
      for (const file of filesOf(folder, query.since ?? 0))
        for await (const text of createInterface({ input: createReadStream(file) })) {
          const line = lineOf(text, tenant, query);
          if (line !== undefined) found.push(line);
        }
      yield* found.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    },
  };
}

/** Files that were written since. */
const filesOf = (folder: string, since: number): string[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).mtimeMs >= since);

/** The function's own line in what the host wrote around it; undefined where it is not this tenant's, or not what is looked for. */
export function lineOf(text: string, tenant: string, { session, trace, since = 0 }: LogQuery): LogLine | undefined {
  // Most lines are somebody else's, and looking is faster than reading.
  if (!text.includes(tenant) || (session !== undefined && !text.includes(session))) return undefined;
  const parsed = Line.safeParse(parse((parse(text) as { message?: unknown } | undefined)?.message));
  if (!parsed.success) return undefined;
  const line = parsed.data as LogLine;
  const asked =
    line.tenant === tenant &&
    (session === undefined || line.session === session) &&
    (trace === undefined || line.trace === trace) &&
    Date.parse(line.at) >= since;
  return asked ? line : undefined;
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
