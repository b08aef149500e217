import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** Where functions and machines write what they say: one file of JSON lines per source. */
export interface LogSink {
  readonly write: (source: string, line: Readonly<Record<string, unknown>>) => void;
}

/**
 * Logs in `<folder>/<source>.ndjson`, made at first use. Nothing depends on a log: lines that the disk does not take are left out, and the next
 * one that it takes says how many were.
 */
export function openLogs(folder: string): LogSink {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const leftOut = new Map<string, number>();
  return {
    write(source, line) {
      const missing = leftOut.get(source) ?? 0;
      try {
        const text = JSON.stringify(missing > 0 ? { ...line, linesLeftOutBefore: missing } : line);
        appendFileSync(path.join(folder, `${source.replace(/[^\w.-]/g, '_')}.ndjson`), `${text}\n`, { mode: 0o600 });
        leftOut.delete(source);
      } catch {
        leftOut.set(source, missing + 1);
      }
    },
  };
}
