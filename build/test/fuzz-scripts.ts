/**
 * `npm run fuzz:scripts [-- --count <n> --seed <n> --json]`: random scripts in the sandbox, on every core. A worker that says nothing for a
 * minute hangs: no script may, whatever it does.
 */
import { cpus } from 'node:os';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openScripting } from '../../engine/rules/scripting/index.ts';
import { tryFuzzed, type Finding, type Outcomes } from '../../engine/rules/scripting/testing/fuzz/fuzz.ts';
import { ensureScriptingWasm } from '../wasm/ensure.ts';

/** Seeds between two reports of a worker. */
const batch = 50;
const patience = 60_000;

interface Share {
  from: number;
  to: number;
}
interface Report {
  done: number;
  outcomes: Outcomes;
  findings: Finding[];
}

if (isMainThread) await main();
else await work(workerData as Share);

async function work({ from, to }: Share): Promise<void> {
  const { wasm } = ensureScriptingWasm();
  const pools = [await openScripting({ wasm: { quickjs: wasm } }), await openScripting({ wasm: { quickjs: wasm } })] as const;
  const folder = join(import.meta.dirname, '../../test/fixtures/hostile/js');
  const corpus = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .toSorted()
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  for (let seed = from; seed < to; seed += batch) {
    const report: Report = { done: Math.min(batch, to - seed), outcomes: {}, findings: [] };
    for (let one = seed; one < seed + report.done; one += 1) {
      const { outcome, finding } = tryFuzzed(pools, one, corpus);
      if (finding) report.findings.push(finding);
      report.outcomes[outcome] = (report.outcomes[outcome] ?? 0) + 1;
    }
    parentPort!.postMessage(report);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { count: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean' } } });
  const count = wholeNumber('count', values.count ?? '100000');
  const first = wholeNumber('seed', values.seed ?? '1');
  ensureScriptingWasm();
  const begun = performance.now();
  const outcomes: Outcomes = {};
  const findings: Finding[] = [];
  const hangs: number[] = [];
  let done = 0;
  const take = (report: Report): void => {
    done += report.done;
    findings.push(...report.findings);
    for (const [outcome, n] of Object.entries(report.outcomes))
      outcomes[outcome as keyof Outcomes] = (outcomes[outcome as keyof Outcomes] ?? 0) + n;
    if (!values.json && done % 1000 < batch) console.error(`${done} of ${count}`);
  };
  const workers = Math.max(1, Math.min(cpus().length, Math.ceil(count / batch)));
  const share = Math.ceil(count / workers);
  await Promise.all(
    Array.from({ length: workers }, (_, n) =>
      run({ from: first + n * share, to: Math.min(first + (n + 1) * share, first + count) }, take, (seed) => hangs.push(seed)),
    ),
  );
  const of = (what: Finding['what']): number => findings.filter((finding) => finding.what === what).length;
  const result = {
    count: done,
    seed: first,
    escapes: of('escape') + of('pollution'),
    hangs: hangs.length,
    nondeterministic: of('two outcomes'),
    failures: of('broken pool') + of('engine fault') + of('host error'),
    outcomes,
    findings: findings.slice(0, 20),
    hungAfterSeed: hangs,
    seconds: Math.round((performance.now() - begun) / 1000),
  };
  if (values.json) console.log(JSON.stringify(result));
  else {
    console.log(
      `${result.count} scripts in ${result.seconds} s: ${result.escapes} escapes, ${result.hangs} hangs, ${result.nondeterministic} with two outcomes, ${result.failures} other failures`,
    );
    console.log(
      Object.entries(outcomes)
        .map(([outcome, n]) => `  ${outcome} ${n}`)
        .join('\n'),
    );
    for (const finding of result.findings) console.log(`seed ${finding.seed}: ${finding.what}\n${finding.detail}`);
  }
  process.exitCode = findings.length + hangs.length > 0 ? 1 : 0;
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
        run({ from: at + batch, to: share.to }, take, hung).then(resolve, reject);
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
