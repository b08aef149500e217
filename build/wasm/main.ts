/** `node build/wasm/main.ts` makes out/wasm/quickjs.wasm; `--accept` also records it in the manifest. */
import { acceptScriptingWasm, ensureScriptingWasm } from './ensure.ts';

try {
  if (process.argv.includes('--accept')) console.log(`accepted ${acceptScriptingWasm().engineId}`);
  else {
    const { engineId, built, path } = ensureScriptingWasm();
    console.log(JSON.stringify({ engineId, path, built }));
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
