export { createDynamoDb, type DynamoDb } from './dynamodb.ts';
export type { StreamConsumer } from './streams/consumer.ts';
export type { StreamRecord } from './streams/log.ts';
