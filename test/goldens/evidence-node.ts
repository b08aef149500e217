/** In Node of any version, on any processor: `node evidence-node.mjs job.json` prints the evidence of scripts. */
import { readFileSync } from 'node:fs';
import { gatherEvidence } from '../../engine/rules/scripting/testing/evidence.ts';
import type { WrittenJob } from './evidence.ts';

const { wasm, corpus } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as WrittenJob;
const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const { quickjs, lua, micropython } = wasm;
const job = { wasm: { quickjs: bytesOf(quickjs), lua: bytesOf(lua), micropython: bytesOf(micropython) }, corpus };
console.log(JSON.stringify(await gatherEvidence(job)));
