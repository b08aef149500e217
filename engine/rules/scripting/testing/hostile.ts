/** Runs one hostile script as the product would, and says what became of it. Needs no host but the engine: the same code runs in a browser. */
import { sha256Hex } from '../../../kernel/hash/index.ts';
import type { FaultCode, ScriptHost, ScriptInstance, ScriptWorld } from '../world.ts';

export type OutcomeClass = 'ok' | 'fuel' | 'memory' | 'stack' | 'error' | 'rejected';

export interface HostileReport {
  outcome: OutcomeClass;
  message: string;
  line: number | undefined;
  /** Fuel of loading and of every call. */
  fuel: number[];
  /** What the script itself says: `ESCAPED...` is the one thing it must not be able to say. */
  claim: string | undefined;
  results: string;
  /** Hash of the interpreter's memory against the loaded script. */
  image: string | undefined;
  /** The instance and the host still work. */
  recovered: boolean;
  polluted: boolean;
}

const classes: Readonly<Record<FaultCode, OutcomeClass>> = {
  FUEL: 'fuel',
  MEMORY: 'memory',
  DEPTH: 'stack',
  ERROR: 'error',
  RESULT: 'error',
  PERMISSION: 'error',
  SYNTAX: 'rejected',
  ENGINE: 'error',
};

const world: ScriptWorld = {
  tick: 1,
  dt: 0.05,
  time: 0.05,
  members: () => [],
  lanes: () => [],
  keyOf: () => '',
  text: () => '',
  raw: () => undefined,
};

const hostNames = (): string =>
  [Object.prototype, Function.prototype, Array.prototype, globalThis].map((owner) => Object.getOwnPropertyNames(owner).length).join();

const context = { seed: 11, params: {}, tables: {}, components: new Map() };

const stillWorks = (host: ScriptHost): boolean => {
  const loaded = host.load({ path: 'probe.js', code: 'function onTick() { return 1 + 1; }' }, context);
  if (!loaded.ok) return false;
  const outcome = loaded.instance.call('onTick', { world });
  loaded.instance.dispose();
  return outcome.ok && outcome.result === 2;
};

const goesOn = (instance: ScriptInstance): boolean => {
  const outcome = instance.call('on', { world, events: [{ type: 'probe', payload: null }] });
  return outcome.ok || outcome.disabled || outcome.fault.code !== 'ENGINE';
};

/** Three ticks, as long as none faults. The probe stands before the first line, which is a comment: lines stay what they are. */
export const runHostile = (host: ScriptHost, path: string, source: string): HostileReport => {
  const before = hostNames();
  const loaded = host.load({ path, code: `on('probe', () => String(globalThis.RESULT)); ${source}` }, context);
  const report: HostileReport = {
    outcome: 'ok',
    message: '',
    line: undefined,
    fuel: [],
    claim: undefined,
    results: '',
    image: undefined,
    recovered: false,
    polluted: false,
  };
  const take = (fault: { code: FaultCode; message: string; line?: number }): void => {
    report.outcome = classes[fault.code];
    report.message = `${fault.code} ${fault.message}`.slice(0, 120);
    report.line = fault.line;
  };
  if (loaded.ok) {
    const { instance } = loaded;
    report.fuel.push(instance.loadFuel);
    for (let i = 0; i < 3 && report.outcome === 'ok'; i++) {
      const outcome = instance.call('onTick', { world });
      report.fuel.push(outcome.fuel);
      if (outcome.ok) report.results += `${JSON.stringify(outcome.result)};`;
      else take(outcome.fault);
    }
    report.image = sha256Hex(instance.image()).slice(0, 16);
    const said = instance.call('on', { world, events: [{ type: 'probe', payload: null }] });
    if (said.ok && typeof said.result === 'string') report.claim = said.result;
    report.recovered = goesOn(instance);
    instance.dispose();
  } else {
    report.fuel.push(loaded.fuel);
    take(loaded.fault);
    report.recovered = true;
  }
  report.recovered &&= stillWorks(host);
  report.polluted = hostNames() !== before;
  return report;
};

/** The outcomes that the first line of a corpus file allows: `// MUST: fuel,memory -- why`. */
export const mustOf = (source: string): string[] => {
  const words = /^(?:\/\/|#|--)\s*MUST:\s*([a-z,]+)/.exec(source)?.[1];
  if (words === undefined) throw new Error('A file of the hostile corpus begins with what must happen: // MUST: ...');
  return words.split(',');
};

/** Whether a report (and a second one, from an interpreter that shares nothing with the first) is what the file demands. */
export const isAsDemanded = (must: readonly string[], first: HostileReport, second: HostileReport): boolean => {
  if (!first.recovered || first.polluted || first.claim?.startsWith('ESCAPED') === true) return false;
  if (JSON.stringify(first) !== JSON.stringify(second)) return false;
  const { outcome } = first;
  return must.some(
    (word) => word === outcome || word === 'contained' || word === 'deterministic' || (word === 'error' && outcome === 'rejected'),
  );
};
