import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureEngine } from '../../../build/engine-build/ensure.ts';
import { ensureTemplate } from '../../../build/synth.ts';
import {
  identityOf,
  newIdentity,
  openOperator,
  openTarget,
  StackOutputs,
  type CloudClient,
  type CloudTarget,
  type Identities,
  type OperatorClient,
} from '../../../cloud/client/index.ts';
import { machineHost, startLocalCloud, type LocalCloud } from '../../../cloud/local/index.ts';
import type { LocalCloudOptions } from '../../../cloud/local/server.ts';
import type { Engine, LevelPackage, openEngine } from '../../../engine/run/index.ts';
import { stripTypes } from '../../../src-main/services/engine/strip.ts';

const root = resolve(import.meta.dirname, '../../..');

export interface DeniedCall {
  readonly principal: string;
  readonly action: string;
  readonly reason: string;
}

/** The product's own cloud on one machine: the synthesized template, the functions, an engine build, two tenants. */
export interface ProductCloud {
  readonly local: LocalCloud;
  readonly target: CloudTarget;
  readonly operator: OperatorClient;
  /** A client with the operator's keys. */
  readonly everyone: CloudClient;
  /** Clients with a tenant's keys. */
  readonly demo: CloudClient;
  readonly acme: CloudClient;
  readonly engine: Engine;
  readonly build: { readonly id: string; readonly dir: string };
  /** Calls that were refused, newest last. */
  readonly denied: DeniedCall[];
  readonly dataDir: string;
  close(): Promise<void>;
}

/** @param taskEntry what runs for the job that draws pictures; nothing does without it. @param host the machine's own when absent */
export async function openProductCloud({
  taskEntry,
  host = machineHost(),
  timers,
}: Partial<Pick<LocalCloudOptions, 'taskEntry' | 'host' | 'timers'>> = {}): Promise<ProductCloud> {
  process.chdir(root);
  const { template } = await ensureTemplate();
  const { id, dir } = await ensureEngine();
  const dataDir = mkdtempSync(join(tmpdir(), 'product-cloud-'));
  const denied: DeniedCall[] = [];
  const local = await startLocalCloud({
    dataDir,
    templateFile: template,
    host,
    ...(timers && { timers }),
    ...(taskEntry && { taskEntry }),
    onDecision: (decision) => {
      if (!decision.allowed) denied.push(decision);
    },
  });
  const target: CloudTarget = {
    endpoint: local.endpoint,
    region: local.region,
    credentials: local.operator,
    outputs: StackOutputs.parse(local.outputs),
    engines: join(dataDir, 'engines'),
    identities: everybody(),
  };
  const operator = openOperator(target);
  const build = { id, dir: resolve(dir) };
  await operator.deployEngine(build);
  const open = async (tenant: string, people: Parameters<OperatorClient['provisionTenant']>[1]['people']): Promise<CloudClient> =>
    openTarget({ ...target, credentials: await operator.provisionTenant(tenant, { people }) });
  const demo = await open('demo', { ada: ['owner'], pia: ['player'] });
  const acme = await open('acme', { ben: ['designer', 'facilitator'] });
  const everyone = openTarget(target);
  return {
    local,
    target,
    operator,
    everyone,
    demo,
    acme,
    engine: await loadEngine(build),
    build,
    denied,
    dataDir,
    async close() {
      for (const client of [demo, acme, everyone, operator]) client.close();
      await local.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Everybody who is asked for, with a key that lies nowhere but here. */
export function everybody(): Identities {
  const people = new Map<string, ReturnType<typeof newIdentity>>();
  return {
    of(person) {
      const stored = people.get(person) ?? newIdentity();
      people.set(person, stored);
      return identityOf(stored);
    },
  };
}

/** The engine of a build's folder, as every door loads it. */
export async function loadEngine({ id, dir }: { id: string; dir: string }): Promise<Engine> {
  const module = (await import(pathToFileURL(join(dir, 'engine.mjs')).href)) as { openEngine: typeof openEngine };
  const wasm = (name: string): Uint8Array => new Uint8Array(readFileSync(join(dir, `${name}.wasm`)));
  return module.openEngine({ id, wasm: { quickjs: wasm('quickjs'), lua: wasm('lua'), micropython: wasm('micropython') } });
}

/** The files of a folder by path. */
export function filesOf(folder: string): Map<string, Uint8Array> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    found.map((entry) => [
      join(entry.parentPath, entry.name).slice(folder.length + 1),
      new Uint8Array(readFileSync(join(entry.parentPath, entry.name))),
    ]),
  );
}

/** A sample as a package. */
export function compileSample(engine: Engine, name: string, edit: (files: Map<string, Uint8Array>) => void = () => {}): LevelPackage {
  const files = filesOf(join(root, 'samples', name));
  edit(files);
  const compiled = engine.compileLevel(files, undefined, { strip: stripTypes });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.package;
}
