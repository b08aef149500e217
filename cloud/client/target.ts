import { z } from 'zod';
import type { AwsTarget } from '../adapters/aws/clients.ts';
import type { WitnessStore } from '../domain/audit/index.ts';
import type { LogReader } from '../ports/index.ts';
import type { Identities } from './identities.ts';

/** What the stack says about itself: the template's outputs. */
export const StackOutputs = z.object({
  BucketName: z.string(),
  TableName: z.string(),
  /** Where the keys of people lie, beside the table and in none of its backups. */
  PersonKeysTableName: z.string(),
  PublishMachineArn: z.string(),
  LoopMachineArn: z.string(),
  WebSocketUrl: z.string(),
  RoomsUrl: z.string(),
  SweepFunctionName: z.string(),
  HostClusterArn: z.string(),
  HostTaskArn: z.string(),
  HostSubnets: z.string(),
  HostSecurityGroup: z.string(),
  UnsortedLettersUrl: z.string(),
  UserPoolId: z.string(),
  UserPoolClientId: z.string(),
  IdentityPoolId: z.string(),
  SignInUrl: z.string(),
  IssuerUrl: z.string(),
  ApiUrl: z.string(),
  TenantPolicy: z.string(),
});
export type StackOutputs = z.infer<typeof StackOutputs>;

/** A cloud and who asks it. `local` is one like any other. */
export interface CloudTarget extends AwsTarget {
  /** Given, or asked for when they are needed, as a sign-in's are. */
  readonly credentials: NonNullable<AwsTarget['credentials']>;
  readonly outputs: StackOutputs;
  /** The Playground that links lead to. */
  readonly playground?: string;
  /** Folder for engine builds that are fetched from the target. */
  readonly engines?: string;
  /** Who can sign here. Without them nothing can be published. */
  readonly identities?: Identities;
  /** Where the heads of sessions are kept that were seen; verdicts are held against them. */
  readonly witness?: WitnessStore;
  /** Where what functions wrote can be read. */
  readonly logs?: LogReader;
}
