#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { become, newEnoughNode } from './new-enough-node.mjs';

const found = newEnoughNode();
if (!found.node) {
  console.error(found.sentence);
  process.exitCode = 2;
} else if (found.node === process.execPath) {
  const { main } = await import('./lq.ts');
  process.exitCode = await main(process.argv.slice(2));
} else become(found.node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
