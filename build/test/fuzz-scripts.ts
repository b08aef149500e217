/**
 * `npm run fuzz:scripts [-- --count n --seed n --language js|lua|py --workers n --json]`: random scripts in the sandbox. Seeds take the languages
 * in turn. A worker that says nothing for a minute hangs: no script may, whatever it does.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openScripting } from '../../engine/rules/scripting/index.ts';
import { scriptLanguages, type ScriptLanguage } from '../../engine/rules/scripting/testing/corpora.ts';
import { FUZZ_FUEL, languageOf, tryFuzzed, type Finding, type Outcomes } from '../../engine/rules/scripting/testing/fuzz/fuzz.ts';
import { scriptingWasm } from '../wasm/ensure.ts';

/** Seeds between two reports of a worker. */
const batch = 20;
const patience = 60_000;

interface Share {
  from: number;
  to: number;
  /** Only this one, whatever the seed. */
  language: ScriptLanguage | undefined;
}
interface Report {
  done: number;
  outcomes: Partial<Record<ScriptLanguage, Outcomes>>;
  findings: Finding[];
}

if (isMainThread) await main();
else await work(workerData as Share);

async function work({ from, to, language }: Share): Promise<void> {
  const wasm = scriptingWasm();
  const pools = [await openScripting({ wasm }), await openScripting({ wasm })] as const;
  for (let seed = from; seed < to; seed += batch) {
    const report: Report = { done: Math.min(batch, to - seed), outcomes: {}, findings: [] };
    for (let one = seed; one < seed + report.done; one += 1) {
      const written = language ?? languageOf(one);
      const { outcome, finding } = tryFuzzed(pools, one, written);
      if (finding) report.findings.push(finding);
      add((report.outcomes[written] ??= {}), { [outcome]: 1 });
    }
    parentPort!.postMessage(report);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: String(cpus().length) },
      language: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const count = wholeNumber('count', values.count);
  const first = wholeNumber('seed', values.seed);
  const workers = Math.min(wholeNumber('workers', values.workers), Math.ceil(count / batch));
  const language = scriptLanguages.find((one) => one === values.language);
  if (language === undefined && values.language !== undefined)
    throw new Error(`--language ${values.language} is none of ${scriptLanguages.join(', ')}.`);
  // Made once, before the workers ask for it.
  scriptingWasm();
  const begun = performance.now();
  const outcomes: Record<ScriptLanguage, Outcomes> = { js: {}, lua: {}, py: {} };
  const findings: Finding[] = [];
  const hangs: number[] = [];
  let done = 0;
  const take = (report: Report): void => {
    done += report.done;
    findings.push(...report.findings);
    for (const [one, found] of Object.entries(report.outcomes)) add(outcomes[one as ScriptLanguage], found);
    if (!values.json && done % 1000 < batch) console.error(`${done} of ${count}`);
  };
  const share = Math.ceil(count / workers);
  await Promise.all(
    Array.from({ length: workers }, (_, n) =>
      run({ from: first + n * share, to: Math.min(first + (n + 1) * share, first + count), language }, take, (seed) => hangs.push(seed)),
    ),
  );
  const seconds = Math.round((performance.now() - begun) / 1000);
  const summary = (one: ScriptLanguage) => {
    const of = (...whats: Finding['what'][]): number =>
      findings.filter((finding) => finding.language === one && whats.includes(finding.what)).length;
    return {
      count: Object.values(outcomes[one]).reduce((sum, n) => sum + n, 0),
      escapes: of('escape', 'pollution'),
      nondeterministic: of('two outcomes'),
      failures: of('broken pool', 'engine fault', 'host error'),
      outcomes: outcomes[one],
    };
  };
  const languages = Object.fromEntries(scriptLanguages.map((one) => [one, summary(one)])) as Record<
    ScriptLanguage,
    ReturnType<typeof summary>
  >;
  const total = (key: 'escapes' | 'nondeterministic' | 'failures'): number =>
    scriptLanguages.reduce((sum, one) => sum + languages[one][key], 0);
  const result = {
    count: done,
    seed: first,
    fuel: FUZZ_FUEL,
    escapes: total('escapes'),
    hangs: hangs.length,
    nondeterministic: total('nondeterministic'),
    failures: total('failures'),
    languages,
    findings: findings.slice(0, 20),
    hungAfterSeed: hangs,
    seconds,
  };
  if (values.json) console.log(JSON.stringify(result));
  else {
    const told = (one: { escapes: number; nondeterministic: number; failures: number }): string =>
      `${one.escapes} escapes, ${one.nondeterministic} with two outcomes, ${one.failures} other failures`;
    console.log(`${done} scripts in ${seconds} s, ${FUZZ_FUEL} fuel a call: ${told(result)}, ${hangs.length} hangs`);
    for (const one of scriptLanguages) {
      const ends = Object.entries(outcomes[one]).map(([outcome, n]) => `${outcome} ${n}`);
      console.log(`  ${one}: ${languages[one].count} scripts: ${told(languages[one])} (${ends.join(', ')})`);
    }
    for (const seed of hangs) console.log(`a script hung among the ${batch} from seed ${seed}`);
    for (const { seed, language: written, what, detail } of result.findings) console.log(`seed ${seed}, ${written}: ${what}\n${detail}`);
  }
  process.exitCode = findings.length + hangs.length > 0 ? 1 : 0;
}

function add(into: Outcomes, more: Outcomes): void {
  for (const [outcome, n] of Object.entries(more) as [keyof Outcomes, number][]) into[outcome] = (into[outcome] ?? 0) + n;
}

/** One worker's share; where it hangs, what is left after the batch goes on in another worker. */
function run(share: Share, take: (report: Report) => void, hung: (seed: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let at = share.from;
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    const watch = (): NodeJS.Timeout =>
      setTimeout(() => {
        hung(at);
        worker.removeAllListeners();
        void worker.terminate();
        run({ ...share, from: at + batch }, take, hung).then(resolve, reject);
      }, patience);
    let timer = watch();
    worker.on('message', (report: Report) => {
      clearTimeout(timer);
      timer = watch();
      at += report.done;
      take(report);
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} ${text} is not a whole number from 1.`);
  return value;
}
