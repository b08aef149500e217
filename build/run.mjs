/** `node build/run.mjs <script or tool> [arguments]`: what npm's scripts go through, so that a Node that is too old is told in a sentence. */
import { existsSync } from 'node:fs';
import { become, newEnoughNode } from '../src-main/doors/cli/new-enough-node.mjs';

const [name = '', ...args] = process.argv.slice(2);
const found = newEnoughNode();
if (!found.node) {
  console.error(found.sentence);
  process.exitCode = 2;
} else if (existsSync(name)) become(found.node, [name, ...args]);
else {
  console.error(`There is no script ${name}.`);
  process.exitCode = 2;
}
