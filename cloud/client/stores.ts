import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Analytics } from '../adapters/aws/analytics.ts';
import { AwsAuditReader, DynamoMetering } from '../adapters/aws/audit.ts';
import { awsClients } from '../adapters/aws/clients.ts';
import { S3Derivatives } from '../adapters/aws/derivatives.ts';
import { DynamoDirectory } from '../adapters/aws/directory.ts';
import { S3EngineBuilds } from '../adapters/aws/engine-builds.ts';
import { DynamoEntities } from '../adapters/aws/entities.ts';
import { systemHost } from '../adapters/aws/host.ts';
import { DynamoHostDirectory } from '../adapters/aws/hosted.ts';
import { KmsKeys } from '../adapters/aws/keys.ts';
import { DynamoLetters } from '../adapters/aws/letters.ts';
import { DynamoBoard, S3Levels } from '../adapters/aws/levels.ts';
import { DynamoLimits } from '../adapters/aws/limits.ts';
import { KmsLinkSeal } from '../adapters/aws/link-seal.ts';
import { DynamoAchievements, DynamoNotices } from '../adapters/aws/notices.ts';
import { Objects } from '../adapters/aws/objects.ts';
import { PersonVault } from '../adapters/aws/person-vault.ts';
import { S3ReadLog } from '../adapters/aws/read-log.ts';
import { DynamoSessions } from '../adapters/aws/sessions.ts';
import { Table } from '../adapters/aws/table.ts';
import { levelCache } from '../domain/session/index.ts';
import type { CloudTarget } from './target.ts';

/** All that a target keeps, over one set of connections with one principal's rights. */
export type Stores = ReturnType<typeof openStores>;

/** Nothing is sent before the first call. */
export function openStores(target: CloudTarget) {
  const clients = awsClients(target);
  const table = new Table(clients.dynamodb, target.outputs.TableName);
  const objects = new Objects(clients.s3, target.outputs.BucketName);
  const persons = new PersonVault(clients.kms, new Table(clients.dynamodb, target.outputs.PersonKeysTableName));
  const { clock, ids } = systemHost;
  const levels = new S3Levels(objects);
  return {
    objects,
    levels,
    compiled: levelCache(levels),
    derivatives: new S3Derivatives(objects),
    board: new DynamoBoard(table),
    directory: new DynamoDirectory(table, persons),
    sessions: new DynamoSessions(table, objects),
    hosts: new DynamoHostDirectory(table),
    keys: new KmsKeys(clients.kms),
    links: new KmsLinkSeal(clients.kms),
    audit: new AwsAuditReader(table, objects),
    readLog: new S3ReadLog(objects, ids),
    metering: new DynamoMetering(table),
    limits: new DynamoLimits(table, () => clock.now(), 0),
    letters: new DynamoLetters(table),
    entities: new DynamoEntities(table),
    notices: new DynamoNotices(table),
    achievements: new DynamoAchievements(table),
    analytics: new S3Analytics(objects),
    engines: new S3EngineBuilds(objects, target.engines ?? join(tmpdir(), 'ledgerquest-engines')),
    close: (): void => clients.close(),
  };
}
