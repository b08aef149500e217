/**
 * A host that loads one script twice: as it is, and as a copy that can be watched. The world follows the script; the copy is called with the
 * same, and whether it asked for the same and keeps the same is compared every time. So nothing that watching does can reach the world, and a
 * copy that is not like its script is found out at once.
 */
import { defaultLimits } from '../limits.ts';
import { namedComponents } from '../plan.ts';
import type { Limits, Script, ScriptContext, ScriptHost } from '../world.ts';
import { instrument, type Instrumented } from './instrument.ts';
import { recorderOf } from './recorder.ts';
import { together, type Told, type Watch, type Watched } from './watched.ts';
import { WatchedInstance } from './watched-instance.ts';

/** Probes that nobody listens to cost about as much fuel as the script itself. */
const MORE_FUEL = 4;
const MOST_FUEL = 500_000_000;
/** What recording needs beside the script's own memory, as far as the interpreter has room for it. */
const MORE_HEAP = 3 << 20;

export class DebugHost implements ScriptHost {
  readonly #host: ScriptHost;
  readonly #path: string;
  readonly #copies = new Map<string, Instrumented>();
  #watch: Watch | undefined;
  #told: Told[] = [];

  /** @param path of the script that is watched */
  constructor(host: ScriptHost, path: string) {
    this.#host = host;
    this.#path = path;
  }

  /** What worlds of this host keep of a script is more than others can read. */
  identity(paths: readonly string[]): string {
    return `${this.#host.identity(paths)}+debug`;
  }

  load(script: Script, context: ScriptContext): ReturnType<ScriptHost['load']> {
    const loaded = this.#host.load(script, context);
    if (script.path !== this.#path || !loaded.ok) return loaded;
    const copy = this.#copy(script.code);
    const components = namedComponents(script.code, context.components.keys());
    const watched = { before: knowing(copy, script.path, components), code: copy.code };
    const twin = this.#host.load({ ...script, watched }, { ...context, limits: limitsOf(context) });
    const watching = { watch: () => this.#watch, tell: (told: Told) => void this.#told.push(told) };
    return { ok: true, instance: new WatchedInstance(loaded.instance, twin, copy, watching) };
  }

  /** Does `work`, and says what the script did meanwhile. */
  watch<T>(watch: Watch, work: () => T): { value: T; watched: Watched } {
    this.#watch = watch;
    this.#told = [];
    try {
      const value = work();
      return { value, watched: together(this.#told, watch) };
    } finally {
      this.#watch = undefined;
      this.#told = [];
    }
  }

  #copy(code: string): Instrumented {
    let copy = this.#copies.get(code);
    if (!copy) this.#copies.set(code, (copy = instrument(code)));
    return copy;
  }
}

function limitsOf({ limits }: ScriptContext): Limits {
  const given = { ...defaultLimits, ...limits };
  const more = (fuel: number): number => Math.max(fuel, Math.min(fuel * MORE_FUEL, MOST_FUEL));
  return { ...given, load: more(given.load), hook: more(given.hook), heap: given.heap + MORE_HEAP };
}

/** The recorder, told what is fixed of a copy. */
function knowing({ probe, sites, variables }: Instrumented, path: string, components: readonly string[]): string {
  const far = variables.flatMap(({ isScript }, index) => (isScript ? [index] : []));
  const near = sites.map((site) => site.variables.slice(0, site.read));
  const known = { file: `(${path}:`, components, near, farVariables: far };
  const readers = far.map((variable) => `() => ${variables[variable]!.name}`);
  return `${recorderOf(probe)}\n${probe}_debugger.know({ ...${JSON.stringify(known)}, far: [${readers.join()}] });`;
}
