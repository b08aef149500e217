import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** Where functions and machines write what they say: one file of JSON lines per source. */
export interface LogSink {
  readonly write: (source: string, line: Readonly<Record<string, unknown>>) => void;
}

/** Logs in `<folder>/<source>.ndjson`, made at first use. */
export function openLogs(folder: string): LogSink {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    write(source, line) {
      appendFileSync(path.join(folder, `${source.replace(/[^\w.-]/g, '_')}.ndjson`), `${JSON.stringify(line)}\n`, { mode: 0o600 });
    },
  };
}
