export type { MessageAttribute } from './digest.ts';
export type { NewMessage } from './messages.ts';
export { createSqs, type Sqs } from './sqs.ts';
