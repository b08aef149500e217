import { aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_logs as logs, CfnParameter, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Data } from './data.ts';
import { actForATenant, forOneTenant, tenantObjects, withObjectKey } from './tenants.ts';

/** Jobs that draw. They run as tasks, without a way out to the internet. */
export class Jobs extends Construct {
  readonly cluster: ecs.Cluster;
  readonly thumbnail: ecs.FargateTaskDefinition;
  readonly subnets: readonly string[];
  readonly securityGroup: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, { data, localJob }: { data: Data; localJob: string }) {
    super(scope, id);
    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'jobs', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      gatewayEndpoints: { s3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    });
    const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS, STEP_FUNCTIONS, STS } = ec2.InterfaceVpcEndpointAwsService;
    const network = vpc as ec2.IVpc;
    for (const [name, service] of Object.entries({ ECR, ECR_DOCKER, CLOUDWATCH_LOGS, STEP_FUNCTIONS, STS }))
      vpc.addInterfaceEndpoint(name, { service });
    this.subnets = vpc.isolatedSubnets.map(({ subnetId }) => subnetId);
    this.securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: network,
      description: 'Jobs: out to the endpoints, in from nowhere',
    });
    this.cluster = new ecs.Cluster(this, 'Cluster', { vpc: network });

    const image = new CfnParameter(Stack.of(this), 'GpuWorkerImage', {
      default: 'ledgerquest/gpu-worker:0.1',
      description: 'Container image of the GPU worker',
    });
    this.thumbnail = new ecs.FargateTaskDefinition(this, 'Thumbnail', {
      cpu: 2048,
      memoryLimitMiB: 4096,
      runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.X86_64 },
    });
    const tenantRole = new iam.Role(this, 'TenantPictureRole', {
      assumedBy: forOneTenant(this.thumbnail.taskRole),
      description: 'What a picture job may do for the tenant that its session is tagged with',
    });
    for (const statement of withObjectKey(data, [
      tenantObjects(data, { sid: 'ReadPackages', actions: ['GetObject'], paths: ['assets/*', 'levels/*/manifests/*'] }),
      tenantObjects(data, { sid: 'PutPictures', actions: ['PutObject'], paths: ['thumbnails/*'] }),
    ]))
      tenantRole.addToPolicy(statement);
    this.thumbnail.addContainer('gpu-worker', {
      image: ecs.ContainerImage.fromRegistry(image.valueAsString),
      command: ['node', 'gpu-worker.mjs'],
      dockerLabels: { 'local.entry': localJob },
      environment: { BUCKET: data.bucket.bucketName, TENANT_ROLE_ARN: tenantRole.roleArn, AWS_REGION: Stack.of(this).region },
      logging: ecs.LogDrivers.awsLogs({
        streamPrefix: 'job',
        logGroup: new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
      }),
    });
    this.thumbnail.addToTaskRolePolicy(actForATenant(tenantRole));
  }
}
