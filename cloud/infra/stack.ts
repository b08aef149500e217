import { CfnOutput, Stack, Validations, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmNotices } from './alarm-notices.ts';
import { Assets } from './assets.ts';
import { Api } from './api.ts';
import { Data } from './data.ts';
import { Events } from './events.ts';
import { Functions } from './functions.ts';
import { HotHosts } from './hot-hosts.ts';
import { Identity } from './identity.ts';
import { Jobs } from './jobs.ts';
import { Players } from './players.ts';
import { Rooms } from './rooms.ts';
import { tenantDoorPolicy } from './tenants.ts';
import { Watching } from './watching.ts';
import { Workflows } from './workflows.ts';

export interface LedgerQuestProps extends StackProps {
  /** Folder with the bundled functions, one module each. */
  readonly functions: string;
  /** Folder with the function that makes derivatives of assets, and what it reads them with. */
  readonly assetFunctions: string;
  /** Where the job process of the GPU worker begins, relative to the product; what a cloud on one machine starts instead of the container. */
  readonly localJob: string;
  /** Where the process that owns one session begins, likewise. */
  readonly localHost: string;
}

/**
 * The cloud part, as one stack: its parts name each other everywhere (a policy needs table, bucket, keys and machines), and one template is what
 * a cloud on one machine boots. Data is retained when the stack goes.
 */
export class LedgerQuest extends Stack {
  readonly data: Data;
  readonly functions: Functions;

  constructor(scope: Construct, id: string, { functions, assetFunctions, localJob, localHost, ...props }: LedgerQuestProps) {
    super(scope, id, props);
    const data = new Data(this, 'Data');
    const players = new Players(this, 'Players');
    const code = new Functions(this, 'Functions', {
      data,
      folder: functions,
      callbackUrl: players.callbackUrl,
      socketsArn: players.socketsArn,
    });
    players.serve(code.socket);
    const rooms = new Rooms(this, 'Rooms', { authorizer: code.roomAuthorizer });
    const roomsUrl = rooms.serve(code.graph);
    new Assets(this, 'Assets', { data, functions: code, folder: assetFunctions });
    const jobs = new Jobs(this, 'Jobs', { data, localJob });
    const workflows = new Workflows(this, 'Workflows', { data, functions: code, jobs });
    code.allowLoops(workflows.loop);
    const hosts = new HotHosts(this, 'HotHosts', { data, jobs, localHost });
    hosts.allow([code.socket, code.wake, code.sweep, code.letterFile, code.letterRedrive]);
    hosts.watch(code.sweep);
    code.allowPublishing(workflows.publish);
    new Events(this, 'Events', { data, functions: code });
    const identity = new Identity(this, 'Identity', { data });
    const api = new Api(this, 'Api', { identity, answer: code.api });
    const notices = new AlarmNotices(this, 'AlarmNotices', { data, functions: code });
    // The last, so that it sees every function.
    const watching = new Watching(this, 'Watching', { data, functions: code });
    notices.hear(watching.alarms);
    this.data = data;
    this.functions = code;

    const outputs = {
      BucketName: data.bucket.bucketName,
      TableName: data.table.tableName,
      PersonKeysTableName: data.personKeys.tableName,
      BusName: data.bus.eventBusName,
      DeadLetterUrl: data.deadLetters.queueUrl,
      UnsortedLettersUrl: data.unsortedLetters.queueUrl,
      PublishMachineArn: workflows.publish.stateMachineArn,
      LoopMachineArn: workflows.loop.stateMachineArn,
      WebSocketUrl: players.url,
      RoomsUrl: roomsUrl,
      SweepFunctionName: code.sweep.functionName,
      HostClusterArn: jobs.cluster.clusterArn,
      HostTaskArn: hosts.task.taskDefinitionArn,
      HostSubnets: jobs.subnets.join(','),
      HostSecurityGroup: jobs.securityGroup.securityGroupId,
      UserPoolId: identity.pool.userPoolId,
      UserPoolClientId: identity.client.userPoolClientId,
      IdentityPoolId: identity.identityPool.ref,
      SignInUrl: identity.domainUrl,
      IssuerUrl: identity.pool.userPoolProviderUrl,
      ApiUrl: api.url,
      TenantPolicy: this.toJsonString(tenantDoorPolicy(data).toJSON()),
    };
    Validations.of(this).acknowledge({
      id: 'CloudFormation-Validate::W3010',
      reason: 'Zones are written down, so that synthesis looks nothing up',
    });
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }

  /** No look-ups: synthesis needs neither network nor credentials. */
  override get availabilityZones(): string[] {
    return [`${this.region}a`, `${this.region}b`];
  }
}
