import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from './data-folder.ts';

const Keys = { accessKeyId: z.string(), secretAccessKey: z.string() };

/** What a running `lq up` tells other programs of the same person; the first line that it prints is this document. */
export const Discovery = z.object({
  s3: z.string(),
  dynamodb: z.string(),
  endpoint: z.string(),
  websocket: z.string(),
  playground: z.string(),
  studio: z.string(),
  region: z.string(),
  ...Keys,
  tenants: z.array(z.object({ id: z.string(), ...Keys })),
  pid: z.number().int(),
  dataDir: z.string(),
  bucket: z.string(),
  table: z.string(),
});
export type Discovery = z.infer<typeof Discovery>;

/** The file holds more than the printed line: what only this person's own tools need. */
const DiscoveryFile = Discovery.extend({
  /** Shown by `lq open` to mint one-time Studio links. */
  launchSecret: z.string(),
  engine: z.object({ id: z.string(), dir: z.string() }),
  outputs: z.record(z.string(), z.string()),
});
export type DiscoveryFile = z.infer<typeof DiscoveryFile>;

const fileOf = (dataDir: string): string => join(dataDir, 'discovery.json');

export function announceDiscovery(document: DiscoveryFile): void {
  writePrivateFile(fileOf(document.dataDir), `${JSON.stringify(document, null, 2)}\n`);
}

export const withdrawDiscovery = (dataDir: string): void => rmSync(fileOf(dataDir), { force: true });

const running = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** The cloud that runs in `dataDir` right now, if one does. */
export function discover(dataDir: string): DiscoveryFile | undefined {
  let text: string;
  try {
    text = readFileSync(fileOf(dataDir), 'utf8');
  } catch {
    return undefined;
  }
  const parsed = DiscoveryFile.safeParse(JSON.parse(text));
  return parsed.success && running(parsed.data.pid) ? parsed.data : undefined;
}
