import { authorize } from '../iam/authorize.ts';
import { AwsError } from '../wire/error.ts';
import type { ResolvedFunction } from './functions.ts';
import type { InvokeRequest } from './invoker.ts';
import type { LambdaStore } from './store.ts';

/** Refuses an invocation that neither the caller's policies nor the function's own allow. @throws AwsError `AccessDeniedException`. */
export function permitInvoke(store: LambdaStore, resolved: ResolvedFunction, { principal, sourceArn }: InvokeRequest): void {
  const context = sourceArn === undefined ? {} : { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': principal.account };
  const decision = authorize(principal, 'lambda:InvokeFunction', resolved.invokedArn, context, {
    policies: store.permissions(resolved.config.functionName),
  });
  if (!decision.allowed) {
    throw new AwsError(
      'AccessDeniedException',
      `User: ${principal.arn} is not authorized to perform: lambda:InvokeFunction on resource: ${resolved.invokedArn}: ${decision.reason}`,
      403,
    );
  }
}
