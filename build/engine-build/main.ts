/** Makes the engine build of these sources: `node build/engine-build/main.ts`. Prints its id and folder as JSON. */
import { ensureEngine } from './ensure.ts';

const { id, dir, built } = await ensureEngine();
console.log(JSON.stringify({ id, dir, built }));
