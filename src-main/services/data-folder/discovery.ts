import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../disk/make-folder.ts';
import { alive } from './alive.ts';
import { defaultDataDir, writePrivateFile } from './data-folder.ts';

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

/** A note per running cloud of this person: where its data folder is, and nothing more. */
const notesDir = (env: NodeJS.ProcessEnv): string =>
  join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'ledgerquest', 'running');
const noteOf = (pid: number, env: NodeJS.ProcessEnv): string => join(notesDir(env), `${pid}.txt`);

export function announceDiscovery(document: DiscoveryFile, env: NodeJS.ProcessEnv = process.env): void {
  writeDiscovery(document);
  makeFolder(notesDir(env), 0o700);
  writeFileSync(noteOf(document.pid, env), resolve(document.dataDir), { mode: 0o600 });
}

export function withdrawDiscovery(dataDir: string, env: NodeJS.ProcessEnv = process.env): void {
  rmSync(fileOf(dataDir), { force: true });
  rmSync(noteOf(process.pid, env), { force: true });
}

/** A tenant of a running cloud was erased: nobody finds it, nor its keys, any more. */
export function withdrawTenant(dataDir: string, tenant: string): void {
  const found = discover(dataDir);
  if (found) writeDiscovery({ ...found, tenants: found.tenants.filter(({ id }) => id !== tenant) });
}

const writeDiscovery = (document: DiscoveryFile): void =>
  writePrivateFile(fileOf(document.dataDir), `${JSON.stringify(document, null, 2)}\n`);

/** The cloud that runs in `dataDir` right now, if one does. */
export function discover(dataDir: string): DiscoveryFile | undefined {
  let text: string;
  try {
    text = readFileSync(fileOf(dataDir), 'utf8');
  } catch {
    return undefined;
  }
  const parsed = DiscoveryFile.safeParse(JSON.parse(text));
  return parsed.success && alive(parsed.data.pid) ? parsed.data : undefined;
}

/**
 * The data folder that a command means when it names none: `LQ_DATA`, else the usual one if a cloud runs there, else the folder of the cloud
 * that this person started last.
 */
export function meantDataDir(env: NodeJS.ProcessEnv = process.env): string {
  const usual = defaultDataDir(env);
  if (env['LQ_DATA'] !== undefined || discover(usual)) return usual;
  let latest: { dir: string; at: number } | undefined;
  for (const name of list(notesDir(env))) {
    const note = join(notesDir(env), name);
    const dir = readFileSync(note, 'utf8');
    if (!alive(Number.parseInt(name, 10)) || !discover(dir)) {
      rmSync(note, { force: true });
      continue;
    }
    const at = statSync(note).mtimeMs;
    if (latest === undefined || at > latest.at) latest = { dir, at };
  }
  return latest?.dir ?? usual;
}

const list = (dir: string): string[] => {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
};
