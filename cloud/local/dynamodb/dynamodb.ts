import type { LocalContext } from '../storage/context.ts';
import { defineService, type LocalService } from '../wire/service.ts';
import { access } from './items/access.ts';
import { batchGetAction, batchWriteAction } from './items/batch.ts';
import type { Engine } from './items/engine.ts';
import { expireItems } from './items/expiry.ts';
import { queryAction, scanAction } from './items/page.ts';
import { getAction } from './items/read.ts';
import { openItemStore } from './items/store.ts';
import { transactGetAction, transactWriteAction } from './items/transaction.ts';
import { writeAction } from './items/write.ts';
import { createWriter } from './items/writer.ts';
import { takingOnly } from './parameters.ts';
import { openStreamConsumer, type StreamConsumer } from './streams/consumer.ts';
import { openStreamLog } from './streams/log.ts';
import { createStreamsService } from './streams/service.ts';
import { tableActions } from './tables/actions.ts';
import { openCatalogue } from './tables/catalogue.ts';

export interface DynamoDb {
  /** DynamoDB and DynamoDB Streams. */
  readonly services: readonly LocalService[];
  /** Opens a reader of a stream whose place survives restarts. */
  consumer(streamArn: string, name: string, from?: 'TRIM_HORIZON' | 'LATEST'): StreamConsumer;
  /** Calls back whenever a stream has new, durable records; returns how to stop it. */
  onRecords(listener: (streamArn: string) => void): () => void;
  /** Housekeeping to be called now and then: items past their time to live, stream records past their day. */
  sweep(): void;
}

/** DynamoDB on the cloud's database. */
export function createDynamoDb(context: LocalContext): DynamoDb {
  const catalogue = openCatalogue(context);
  const store = openItemStore(context.database);
  const log = openStreamLog(context);
  const engine: Engine = { context, catalogue, store, log, writer: createWriter(context, store, log) };
  const service = defineService({
    name: 'dynamodb',
    protocol: 'json-1.0',
    target: 'DynamoDB_20120810',
    actions: takingOnly({
      ...tableActions(engine),
      GetItem: getAction(engine, access),
      PutItem: writeAction('PutItem', engine, access),
      UpdateItem: writeAction('UpdateItem', engine, access),
      DeleteItem: writeAction('DeleteItem', engine, access),
      Query: queryAction(engine, access),
      Scan: scanAction(engine, access),
      BatchGetItem: batchGetAction(engine, access),
      BatchWriteItem: batchWriteAction(engine, access),
      TransactWriteItems: transactWriteAction(engine, access),
      TransactGetItems: transactGetAction(engine, access),
    }),
  });
  return {
    services: [service, createStreamsService(context, catalogue, log)],
    consumer: (streamArn, name, from) => openStreamConsumer(context.database, log, streamArn, name, from),
    onRecords: (listener) => log.onRecords(listener),
    sweep() {
      expireItems(engine);
      log.prune();
    },
  };
}
