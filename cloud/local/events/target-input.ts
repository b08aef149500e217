import type { Target } from './store.ts';

/** A target as PutTargets and templates write it. */
export interface TargetInput {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: { readonly InputPathsMap?: Readonly<Record<string, string>>; readonly InputTemplate: string };
  readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number; readonly MaximumEventAgeInSeconds?: number };
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
}

export function readTarget(input: TargetInput): Target {
  const { RetryPolicy: retry, DeadLetterConfig: dead, InputTransformer: transformer, SqsParameters: sqs } = input;
  return {
    id: input.Id,
    arn: input.Arn,
    ...(input.RoleArn !== undefined && { roleArn: input.RoleArn }),
    ...(input.Input !== undefined && { input: input.Input }),
    ...(input.InputPath !== undefined && { inputPath: input.InputPath }),
    ...(transformer && { transformer: { paths: transformer.InputPathsMap ?? {}, template: transformer.InputTemplate } }),
    retries: retry?.MaximumRetryAttempts ?? 185,
    maximumAge: retry?.MaximumEventAgeInSeconds ?? 86_400,
    ...(dead?.Arn !== undefined && { deadLetterArn: dead.Arn }),
    ...(sqs?.MessageGroupId !== undefined && { messageGroupId: sqs.MessageGroupId }),
  };
}

export function writeTarget(target: Target): TargetInput {
  return {
    Id: target.id,
    Arn: target.arn,
    ...(target.roleArn !== undefined && { RoleArn: target.roleArn }),
    ...(target.input !== undefined && { Input: target.input }),
    ...(target.inputPath !== undefined && { InputPath: target.inputPath }),
    ...(target.transformer && {
      InputTransformer: { InputPathsMap: target.transformer.paths, InputTemplate: target.transformer.template },
    }),
    RetryPolicy: { MaximumRetryAttempts: target.retries, MaximumEventAgeInSeconds: target.maximumAge },
    ...(target.deadLetterArn !== undefined && { DeadLetterConfig: { Arn: target.deadLetterArn } }),
    ...(target.messageGroupId !== undefined && { SqsParameters: { MessageGroupId: target.messageGroupId } }),
  };
}
