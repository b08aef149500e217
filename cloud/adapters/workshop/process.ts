/** The process that reads one asset: it has no keys, writes no file, starts nothing, and ends with its answer. */
import { setPriority } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { Broken } from './broken.ts';
import { frame, unframe, type Answer, type Order } from './messages.ts';
import { makeModel } from './model.ts';
import { makePicture } from './picture.ts';

// Nobody waits for it: whoever plays and edits goes before.
setPriority(10);
// Encoders tell how they get on, where the answer goes.
for (const word of ['log', 'info', 'warn', 'debug'] as const) console[word] = () => {};

const { head, rest } = unframe<Order>(await buffer(process.stdin));
// A copy of its own: a buffer that was read lies anywhere in a larger one.
const bytes = new Uint8Array(rest);
let answer: Buffer;
try {
  const made = head.kind === 'glb' ? await makeModel(bytes) : await makePicture(head.kind, bytes);
  const outputs = made.map(({ bytes: each, ...about }) => ({ ...about, size: each.length }));
  answer = frame(
    { ok: true, outputs } satisfies Answer,
    made.map((each) => each.bytes),
  );
} catch (error) {
  const problem =
    error instanceof Broken
      ? { code: error.code, message: error.message }
      : { code: 'asset-unreadable', message: `it cannot be read (${String((error as Error | undefined)?.message ?? error)})` };
  answer = frame({ ok: false, problem } satisfies Answer, []);
}
process.stdout.write(answer, () => process.exit(0));
