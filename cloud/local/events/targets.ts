import { createHash } from 'node:crypto';
import type { RolePrincipals, ServiceCalls } from '../calls.ts';
import { sendToQueue } from '../destinations.ts';
import type { Principal } from '../iam/principal.ts';
import type { FunctionInvoker } from '../lambda/invoker.ts';
import { AwsError, unsupported } from '../wire/error.ts';
import type { BusEvent, Target } from './store.ts';
import { inputFor } from './transform.ts';

export interface Sending {
  readonly target: Target;
  readonly rule: { readonly name: string; readonly arn: string };
  readonly event: BusEvent;
  readonly eventId: string;
}

/** Hands one event to one target; resolves once the target has it. @throws AwsError */
export type TargetSender = (sending: Sending) => Promise<void>;

export interface TargetOptions {
  readonly calls: ServiceCalls;
  readonly functions: FunctionInvoker;
  readonly principalOf: RolePrincipals;
  readonly self: Principal;
  readonly now: () => number;
}

export function createTargetSender({ calls, functions, principalOf, self, now }: TargetOptions): TargetSender {
  const actor = ({ target, rule }: Sending): Principal =>
    target.roleArn === undefined
      ? self
      : principalOf({
          roleArn: target.roleArn,
          service: 'events.amazonaws.com',
          sessionName: `events-${target.id}`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64),
          sourceArn: rule.arn,
        });

  return async (sending) => {
    const { target, rule, event, eventId } = sending;
    const input = inputFor(target, event, rule, now());
    const [, , service] = target.arn.split(':');
    switch (service ?? '') {
      case 'lambda':
        return functions.enqueue({ functionName: target.arn, payload: input, principal: self, sourceArn: rule.arn });
      case 'states':
        return startOnce(calls, target.arn, input, executionName(eventId, rule.arn, target.id), actor(sending));
      case 'sqs':
        return sendToQueue(calls, {
          arn: target.arn,
          body: input,
          principal: actor(sending),
          sourceArn: rule.arn,
          ...(target.messageGroupId !== undefined && { groupId: target.messageGroupId }),
        });
      case 'events': {
        const Entries = [
          {
            EventBusName: target.arn,
            Source: event.source,
            DetailType: event['detail-type'],
            Detail: JSON.stringify(event.detail),
            Resources: event.resources,
            Time: Date.parse(event.time) / 1000,
          },
        ];
        await calls.invoke({ service: 'events', action: 'PutEvents', input: { Entries }, principal: actor(sending) });
        return;
      }
      default:
        throw unsupported('events', `delivering to ${target.arn}`);
    }
  };
}

/** The same delivery, made again after a restart, does not start a Standard machine twice. */
async function startOnce(calls: ServiceCalls, stateMachineArn: string, input: string, name: string, principal: Principal): Promise<void> {
  try {
    await calls.invoke({ service: 'states', action: 'StartExecution', input: { stateMachineArn, input, name }, principal });
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'ExecutionAlreadyExists')) throw error;
  }
}

function executionName(eventId: string, ruleArn: string, targetId: string): string {
  const suffix = createHash('sha256').update(`${ruleArn}\n${targetId}`).digest('hex').slice(0, 16);
  return `${eventId.slice(0, 63)}_${suffix}`;
}
