/** In Node of any version: `node play-node.mjs job.json` prints what was played. */
import { readFileSync } from 'node:fs';
import { play, type Job } from './play.ts';

console.log(JSON.stringify(await play(JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Job)));
