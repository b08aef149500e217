/** What a strike is made of: somebody with the rights of one tenant, and a tenant that they reach for. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentials } from '../../../cloud/adapters/aws/clients.ts';
import type { CloudTarget } from '../../../cloud/client/index.ts';
import type { Role } from '../../../cloud/ports/index.ts';
import type { Identity } from '../../../cloud/client/identities.ts';
import type { SignedIn } from '../../contract/harness/sign-in.ts';
import type { Chance } from '../../../engine/kernel/testing/chance.ts';

/** Where strikes come in. */
export type Port =
  | 'items'
  | 'objects'
  | 'links'
  | 'keys'
  | 'identities'
  | 'tokens'
  | 'api'
  | 'sockets'
  | 'rooms'
  | 'events'
  | 'dead letters'
  | 'functions'
  | 'logs';

/** The door of a tenant, as its people's own tools have it, or one of the purposes that functions take on for it. */
export type Rights =
  | 'door'
  | 'verify'
  | 'sign'
  | 'promote'
  | 'board'
  | 'session'
  | 'audit'
  | 'room'
  | 'roomDoor'
  | 'compact'
  | 'derive'
  | 'letters'
  | 'achievements'
  | 'notifications'
  | 'analytics'
  | 'warming'
  | 'entities'
  | 'api'
  | 'picture'
  | 'host'
  | 'signedIn';

/** A caller whose rights end at a tenant. */
export interface Principal {
  readonly rights: Rights;
  readonly credentials: AwsCredentials;
  readonly dynamodb: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly sts: STSClient;
  readonly events: EventBridgeClient;
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  readonly sfn: SFNClient;
}

/** A tenant as somebody knows it who was told everything of it but its secrets. */
export interface KnownTenant {
  readonly name: string;
  readonly session: string;
  readonly room: string;
  /** Partitions of the table that hold something of it. */
  readonly partitions: readonly string[];
  /** Keys of objects that are its. */
  readonly objects: readonly string[];
  /** Ids of its KMS keys, by purpose. */
  readonly keys: Readonly<Record<'publish' | 'audit' | 'data', string>>;
  /** Opaque ids of its people. */
  readonly people: readonly string[];
  /** The key of the first of them, as it lies in the table: only the tenant's data key opens it. */
  readonly wrapped: Uint8Array;
  /** Sealed as what the link of its session's players carries. */
  readonly sealedToken: Uint8Array;
}

/** What an attacker knows of the stack: everything that its template says. */
export interface KnownStack {
  readonly target: CloudTarget;
  readonly account: string;
  readonly bus: string;
  readonly deadLetters: string;
  /** Those of the dead letters that are nobody's. */
  readonly unsortedLetters: string;
  readonly functions: readonly string[];
  readonly roles: readonly string[];
  readonly streamArn: string;
  /** Where rooms are heard. */
  readonly realtime: string;
}

/** What the attacker has of their own tenant. */
export interface Own extends KnownTenant {
  /** Of its session's link. */
  readonly token: string;
  /** Somebody who may edit there. */
  readonly person: Identity;
  /** Tokens of an owner's sign-in, and the password that they were had for. */
  readonly signedIn: SignedIn;
  readonly password: string;
  /** The identity token of that sign-in, renewed where it would soon be over. */
  readonly idToken: () => Promise<string>;
  /** Identity tokens of people there who have one role each. */
  readonly tokenOfRole: Readonly<Partial<Record<Role, string>>>;
  /** Tokens that would open a tenant if they were not over, of another pool, or made for another application. */
  readonly spentTokens: (tenant: string) => readonly string[];
}

export interface Strike {
  readonly by: Principal;
  readonly own: Own;
  /** Whom the strike is aimed at; the attacker's own tenant when it is a control. */
  readonly at: KnownTenant;
  readonly stack: KnownStack;
  readonly chance: Chance;
}

/** What is answered to a strike is in `Refused` or in an error of the service; whatever else comes back counts as let in. */
export interface Attack {
  readonly port: Port;
  /** Reads on from "who". */
  readonly name: string;
  /** Whose own tenant answers the same call: its controls. Nobody's when absent. */
  readonly own?: readonly Rights[];
  /** Who makes it; every right when absent. */
  readonly by?: readonly Rights[];
  strike(strike: Strike): Promise<unknown>;
}

/** A no that is not an error of an AWS service. */
export class Refused extends Error {
  override readonly name = 'Refused';
}
