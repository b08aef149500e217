import {
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_efs as efs,
  aws_events as events,
  aws_events_targets as targets,
  aws_iam as iam,
  type aws_lambda as lambda,
  aws_logs as logs,
  CfnParameter,
  RemovalPolicy,
  Stack,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Data } from './data.ts';
import type { Jobs } from './jobs.ts';
import { purposes } from './purposes.ts';
import { actForATenant, engineReading, forOneTenant, withObjectKey } from './tenants.ts';

export interface HotHostsProps {
  readonly data: Data;
  readonly jobs: Jobs;
  /** Where the process begins, relative to the product; what a cloud on one machine starts instead of the container. */
  readonly localHost: string;
}

/** Sessions with a host of their own: a task for each while it runs, and the volume on which their tick logs outlive it. */
export class HotHosts extends Construct {
  readonly task: ecs.FargateTaskDefinition;
  readonly #jobs: Jobs;

  constructor(scope: Construct, id: string, { data, jobs, localHost }: HotHostsProps) {
    super(scope, id);
    this.#jobs = jobs;
    const { vpc } = jobs.cluster;
    (vpc as ec2.Vpc).addGatewayEndpoint('DynamoDb', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB });
    const inside = new ec2.SecurityGroup(this, 'VolumeGroup', { vpc, description: 'The volume of tick logs: from tasks only' });
    inside.addIngressRule(jobs.securityGroup, ec2.Port.tcp(2049), 'Tasks of the cluster');
    const volume = new efs.FileSystem(this, 'Volume', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroup: inside,
      encrypted: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const image = new CfnParameter(Stack.of(this), 'HotHostImage', {
      default: 'ledgerquest/hot-host:0.1',
      description: 'Container image of the process that owns one session',
    });
    this.task = new ecs.FargateTaskDefinition(this, 'Task', {
      cpu: 1024,
      memoryLimitMiB: 2048,
      runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64 },
      volumes: [
        {
          name: 'ticks',
          efsVolumeConfiguration: {
            fileSystemId: volume.fileSystemId,
            transitEncryption: 'ENABLED',
            authorizationConfig: { iam: 'ENABLED' },
          },
        },
      ],
    });
    const tenantRole = new iam.Role(this, 'TenantHostRole', {
      assumedBy: forOneTenant(this.task.taskRole),
      description: 'What the host of a session may do for the tenant that its session is tagged with',
    });
    for (const statement of withObjectKey(data, purposes.host(data))) tenantRole.addToPolicy(statement);
    const container = this.task.addContainer('hot-host', {
      image: ecs.ContainerImage.fromRegistry(image.valueAsString),
      command: ['node', 'hot-host.mjs'],
      dockerLabels: { 'local.entry': localHost },
      environment: {
        TABLE: data.table.tableName,
        BUCKET: data.bucket.bucketName,
        TENANT_ROLE_ARN: tenantRole.roleArn,
        VOLUME_TICKS: '/ticks',
        AWS_REGION: Stack.of(this).region,
        // A write to a socket leaves what lives until the socket has taken it: with more room, most of it is gone before it is looked through.
        NODE_OPTIONS: '--max-semi-space-size=64',
      },
      logging: ecs.LogDrivers.awsLogs({
        streamPrefix: 'host',
        logGroup: new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
      }),
    });
    container.addMountPoints({ sourceVolume: 'ticks', containerPath: '/ticks', readOnly: false });
    this.task.addToTaskRolePolicy(actForATenant(tenantRole));
    for (const statement of engineReading(data)) this.task.addToTaskRolePolicy(statement);
    this.task.addToTaskRolePolicy(
      new iam.PolicyStatement({
        sid: 'KeepTicks',
        actions: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
        resources: [volume.fileSystemArn],
      }),
    );
  }

  /** Who may start hosts: those who may start loops. */
  allow(starters: readonly lambda.Function[]): void {
    for (const each of starters) {
      each.addEnvironment('HOST_CLUSTER_ARN', this.#jobs.cluster.clusterArn);
      each.addEnvironment('HOST_TASK_ARN', this.task.taskDefinitionArn);
      each.addEnvironment('HOST_SUBNETS', this.#jobs.subnets.join(','));
      each.addEnvironment('HOST_SECURITY_GROUP', this.#jobs.securityGroup.securityGroupId);
      each.addToRolePolicy(
        new iam.PolicyStatement({ sid: 'StartHosts', actions: ['ecs:RunTask'], resources: [this.task.taskDefinitionArn] }),
      );
      each.addToRolePolicy(
        new iam.PolicyStatement({
          sid: 'LendRolesToHosts',
          actions: ['iam:PassRole'],
          resources: [this.task.taskRole.roleArn, this.task.obtainExecutionRole().roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
        }),
      );
    }
  }

  /** A host that ended is missed at once where its session still counts on it. */
  watch(sweep: lambda.Function): void {
    new events.Rule(this, 'HostEnded', {
      description: 'The process of a session ended',
      eventPattern: {
        source: ['aws.ecs'],
        detailType: ['ECS Task State Change'],
        detail: { lastStatus: ['STOPPED'], taskDefinitionArn: [this.task.taskDefinitionArn] },
      },
      targets: [
        new targets.LambdaFunction(sweep, {
          event: events.RuleTargetInput.fromObject({ host: events.EventField.fromPath('$.detail.startedBy') }),
        }),
      ],
    });
  }
}
