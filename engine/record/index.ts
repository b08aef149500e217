export { chainLink, chainStart } from './chain.ts';
export type { ChainTick, RunStart } from './chain.ts';
export { CheckpointHead, checkHead, checkpointFormat, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
export { Proof, proofDigest } from './proof.ts';
export { Recording, TickedCommand } from './recording.ts';
export type { Verdict } from './recording.ts';
