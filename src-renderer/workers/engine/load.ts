import type { EngineBuild } from './build.ts';

interface EngineModule {
  openEngine(options: { wasm: Readonly<Record<string, Uint8Array>>; id?: string }): Promise<EngineBuild>;
}

/** What `engine.json` of a build says that a loader needs. */
interface BuildFiles {
  entry: string;
  wasm: Readonly<Record<string, string>>;
}

/** Loads an engine build from a folder by URL: its entry module, and the wasm that it is handed, as `engine.json` names them. @throws with what could not be fetched */
export async function loadBuild(url: string): Promise<EngineBuild> {
  const folder = new URL(url.endsWith('/') ? url : `${url}/`, globalThis.location.origin);
  const { entry, wasm } = JSON.parse(new TextDecoder().decode(await bytesOf(new URL('engine.json', folder)))) as BuildFiles;
  const [engine, ...parts] = await Promise.all([
    import(/* @vite-ignore */ new URL(entry, folder).href) as Promise<EngineModule>,
    ...Object.entries(wasm).map(async ([name, file]) => [name, await bytesOf(new URL(file, folder))] as const),
  ]);
  const sha256 = /([0-9a-f]{64})\/?$/.exec(folder.pathname)?.[1];
  return engine.openEngine({ wasm: Object.fromEntries(parts), ...(sha256 !== undefined && { id: `engine@${sha256}` }) });
}

async function bytesOf(url: URL): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) {
    throw Object.assign(new Error(`The engine could not be loaded: ${url.pathname} answered ${response.status}.`), {
      code: 'no-engine-build',
      hint: 'Build it: node build/engine-build/main.ts',
    });
  }
  return new Uint8Array(await response.arrayBuffer());
}
