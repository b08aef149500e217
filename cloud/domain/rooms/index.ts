export { answer, type AnswerDeps } from './answer.ts';
export { compact } from './compact.ts';
export { openRoom, Replicas } from './replicas.ts';
export { claimsText, longestToken, readToken, type RoomClaims, tokenOf } from './token.ts';
export type { CompactAfter, WriteDeps } from './write.ts';
