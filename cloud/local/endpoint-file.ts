import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Where a data folder's cloud listens and who its operator is: chosen at its first start, private to its owner. */
const schema = z.object({
  port: z.int(),
  websocketPort: z.int(),
  operator: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});

export type EndpointFile = z.infer<typeof schema>;

const NAME = 'endpoint.json';
const OWNER_ONLY = 0o600;

/** What the last start wrote; undefined at the first. @throws Error for a file that is there but not readable as such. */
export function readEndpointFile(dataDir: string): EndpointFile | undefined {
  const file = path.join(dataDir, NAME);
  if (!existsSync(file)) return undefined;
  const parsed = schema.safeParse(parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} is damaged. Remove it to choose new ports and keys; the data stays.`);
  return parsed.data;
}

export function writeEndpointFile(dataDir: string, content: EndpointFile): void {
  const file = path.join(dataDir, NAME);
  const draft = `${file}.draft`;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: OWNER_ONLY });
  chmodSync(draft, OWNER_ONLY);
  renameSync(draft, file);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
