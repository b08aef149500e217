/*
 * An embedded cloud in a process of its own, to be killed at a named fault point.
 * Messages in: {arm: point, after: n} kills at the n-th passing of the point from now; {ask: 'journal'} lists the objects whose creation was told of.
 * Messages out: {ready: {endpoint, keys}}, {armed: true}, {journal: [...]}.
 */
import { createDynamoDb } from '../../../cloud/local/dynamodb/index.ts';
import { createKms } from '../../../cloud/local/kms/index.ts';
import { createS3 } from '../../../cloud/local/s3/index.ts';
import { createSqs } from '../../../cloud/local/sqs/index.ts';
import { openTestCloud } from './local-cloud.ts';

export type ToCloud = { readonly arm: string; readonly after: number } | { readonly ask: 'journal' };

let armed: { point: string; left: number } | undefined;

const cloud = await openTestCloud(
  (context) => {
    const kms = createKms(context);
    const s3 = createS3(context, { kms });
    s3.putBucket({ name: 'bucket', eventBridge: true });
    return [...createDynamoDb(context).services, ...kms.services, ...s3.services, ...createSqs(context).services];
  },
  {
    dataDir: process.argv[2]!,
    reach: (point) => {
      if (armed?.point === point && --armed.left === 0) process.kill(process.pid, 'SIGKILL');
    },
  },
);
const { database, bus } = cloud.context;
database.migrate('journal', ['CREATE TABLE journal (sequence INTEGER PRIMARY KEY, key TEXT NOT NULL) STRICT']);
bus.subscribe(
  'journal',
  ({ detail }) => void database.run('INSERT INTO journal (key) VALUES (?)', (detail as { object: { key: string } }).object.key),
);

process.on('message', (message: ToCloud) => {
  if ('arm' in message) {
    armed = { point: message.arm, left: message.after };
    process.send!({ armed: true });
  } else {
    bus.deliver();
    process.send!({ journal: database.all<{ key: string }>('SELECT key FROM journal ORDER BY sequence').map(({ key }) => key) });
  }
});
process.send!({ ready: { endpoint: cloud.endpoint, keys: cloud.operator } });
