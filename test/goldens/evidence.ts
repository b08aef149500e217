/** The evidence that scripts do the same everywhere, gathered in other runtimes than this one. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { scriptingWasm, type InterpreterName } from '../../build/wasm/ensure.ts';
import { hostileCorpus, scriptLanguages } from '../../engine/rules/scripting/testing/corpora.ts';
import type { Evidence } from '../../engine/rules/scripting/testing/evidence.ts';
import { runNode } from './runtimes.ts';

/** As it travels: the interpreters in base64. */
export interface WrittenJob {
  wasm: Record<InterpreterName, string>;
  corpus: Record<string, string>;
}

/** The browser's own, for the function that runs there. */
declare const Worker: new (url: string) => {
  addEventListener(type: 'message', listener: (event: { data: Evidence | { error: string } }) => void): void;
  addEventListener(type: 'error', listener: (event: { message: string }) => void): void;
  postMessage(message: unknown): void;
};

const root = join(import.meta.dirname, '../..');

/** The scripts of all three corpora, by file name. */
export const corpora = (): Record<string, string> => Object.assign({}, ...scriptLanguages.map(hostileCorpus)) as Record<string, string>;

type Interpreters = Record<InterpreterName, Uint8Array>;

const jobOf = (corpus: Record<string, string>, wasm: Interpreters): WrittenJob => {
  const base64 = Object.entries(wasm).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')] as const);
  return { wasm: Object.fromEntries(base64) as WrittenJob['wasm'], corpus };
};

const bundled = async (entry: string, platform: 'node' | 'browser'): Promise<string> => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    format: platform === 'node' ? 'esm' : 'iife',
    write: false,
    platform,
    target: platform === 'node' ? 'node20' : 'es2024',
  });
  return outputFiles[0]!.text;
};

/** @param command a Node, and what starts it. */
export async function evidenceOfNode(
  command: readonly string[],
  corpus: Record<string, string>,
  folder: string,
  wasm: Interpreters = scriptingWasm(),
): Promise<Evidence> {
  const [script, job] = [join(folder, 'evidence-node.mjs'), join(folder, 'evidence.json')];
  writeFileSync(script, await bundled('test/goldens/evidence-node.ts', 'node'));
  writeFileSync(job, JSON.stringify(jobOf(corpus, wasm)));
  return runNode<Evidence>([...command, script, job]);
}

export async function evidenceOfChromium(executablePath: string, corpus: Record<string, string>): Promise<Evidence> {
  const code = await bundled('engine/rules/scripting/testing/browser.ts', 'browser');
  const browser = await chromium.launch({ args: ['--no-sandbox'], executablePath });
  try {
    const page = await browser.newPage();
    return await page.evaluate(
      ({ source, job: { wasm, corpus: scripts } }) =>
        new Promise<Evidence>((resolve, reject) => {
          const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
          worker.addEventListener('message', ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data)));
          worker.addEventListener('error', ({ message }) => reject(new Error(message)));
          const read = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
          const given = Object.entries(wasm).map(([name, base64]) => [name, read(base64)] as const);
          worker.postMessage({ wasm: Object.fromEntries(given), corpus: scripts });
        }),
      { source: code, job: jobOf(corpus, scriptingWasm()) },
    );
  } finally {
    await browser.close();
  }
}
