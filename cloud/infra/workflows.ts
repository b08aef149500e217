import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ArnFormat,
  aws_events as events,
  aws_events_targets as targets,
  aws_iam as iam,
  aws_stepfunctions as sfn,
  Stack,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Data } from './data.ts';
import type { Functions } from './functions.ts';
import type { Jobs } from './jobs.ts';

/** The text of a state machine; it stands in the template as it stands in the file. */
const definition = (name: string): sfn.DefinitionBody =>
  sfn.DefinitionBody.fromString(readFileSync(join(import.meta.dirname, '..', 'workflows', `${name}.asl.json`), 'utf8'));

/** Publishing and playing, each as a state machine. */
export class Workflows extends Construct {
  readonly publish: sfn.StateMachine;
  readonly loop: sfn.StateMachine;

  constructor(scope: Construct, id: string, { data, functions, jobs }: { data: Data; functions: Functions; jobs: Jobs }) {
    super(scope, id);
    const { verify, sign, promote, refuse, picture, slice, relaxedSlice } = functions;
    const [subnetA = '', subnetB = ''] = jobs.subnets;
    this.publish = new sfn.StateMachine(this, 'Publish', {
      definitionBody: definition('publish'),
      stateMachineType: sfn.StateMachineType.STANDARD,
      definitionSubstitutions: {
        VerifyFunctionArn: verify.functionArn,
        SignFunctionArn: sign.functionArn,
        PromoteFunctionArn: promote.functionArn,
        RefuseFunctionArn: refuse.functionArn,
        PictureFunctionArn: picture.functionArn,
        ClusterArn: jobs.cluster.clusterArn,
        ThumbnailTaskArn: jobs.thumbnail.taskDefinitionArn,
        SubnetA: subnetA,
        SubnetB: subnetB,
        SecurityGroup: jobs.securityGroup.securityGroupId,
      },
    });
    this.publish.addToRolePolicy(
      new iam.PolicyStatement({
        sid: 'CallSteps',
        actions: ['lambda:InvokeFunction'],
        resources: [verify, sign, promote, refuse, picture].map((each) => each.functionArn),
      }),
    );
    this.publish.addToRolePolicy(
      new iam.PolicyStatement({ sid: 'RunJobs', actions: ['ecs:RunTask'], resources: [jobs.thumbnail.taskDefinitionArn] }),
    );
    this.publish.addToRolePolicy(
      new iam.PolicyStatement({
        sid: 'LendRolesToJobs',
        actions: ['iam:PassRole'],
        resources: [jobs.thumbnail.taskRole.roleArn, jobs.thumbnail.obtainExecutionRole().roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      }),
    );

    jobs.thumbnail.addToTaskRolePolicy(
      new iam.PolicyStatement({
        sid: 'Report',
        actions: ['states:SendTaskSuccess', 'states:SendTaskFailure', 'states:SendTaskHeartbeat'],
        resources: [this.publish.stateMachineArn],
      }),
    );

    this.loop = new sfn.StateMachine(this, 'GameLoop', {
      definitionBody: definition('game-loop'),
      stateMachineType: sfn.StateMachineType.EXPRESS,
      stateMachineName: `${Stack.of(this).stackName}-game-loop`,
      definitionSubstitutions: {
        SliceFunctionArn: slice.functionArn,
        RelaxedSliceFunctionArn: relaxedSlice.functionArn,
        DeadLetterUrl: data.deadLetters.queueUrl,
      },
    });
    // By name: a machine that starts itself cannot wait for its own ARN.
    const itself = Stack.of(this).formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: `${Stack.of(this).stackName}-game-loop`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.loop.addToRolePolicy(
      new iam.PolicyStatement({
        sid: 'CallSlices',
        actions: ['lambda:InvokeFunction'],
        resources: [slice.functionArn, relaxedSlice.functionArn],
      }),
    );
    this.loop.addToRolePolicy(new iam.PolicyStatement({ sid: 'ContinueAsNew', actions: ['states:StartExecution'], resources: [itself] }));
    this.loop.addToRolePolicy(
      new iam.PolicyStatement({ sid: 'KeepDeadLetters', actions: ['sqs:SendMessage'], resources: [data.deadLetters.queueArn] }),
    );

    new events.Rule(this, 'PublishRequested', {
      description: 'An immutable publish request was stored',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [data.bucket.bucketName] }, object: { key: [{ wildcard: 'tenants/*/levels/*/requests/*.json' }] } },
      },
      targets: [new targets.SfnStateMachine(this.publish, { deadLetterQueue: data.deadLetters, retryAttempts: 10 })],
    });
  }
}
