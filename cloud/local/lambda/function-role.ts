import type { RoleUse } from '../calls.ts';
import type { FunctionConfig } from './store.ts';

/** Lambda taking on a function's role, for that function. */
export function functionRole({ roleArn, functionName }: Pick<FunctionConfig, 'roleArn' | 'functionName'>, functionArn: string): RoleUse {
  return { roleArn, service: 'lambda.amazonaws.com', sessionName: functionName, sourceArn: functionArn };
}
