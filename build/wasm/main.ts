/** `node build/wasm/main.ts` makes the interpreters in out/wasm; `--accept` also records them in the manifest. */
import { acceptScriptingWasm, ensureScriptingWasm, interpreterNames } from './ensure.ts';

try {
  if (process.argv.includes('--accept')) for (const { engineId } of acceptScriptingWasm()) console.log(`accepted ${engineId}`);
  else {
    for (const name of interpreterNames) {
      const { engineId, built, path } = ensureScriptingWasm(name);
      console.log(JSON.stringify({ engineId, path, built }));
    }
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
