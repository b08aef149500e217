import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { type Endpoints, owner, type Product } from './product.ts';

export interface Started {
  id: string;
  playUrl: string;
}

/** A session of the Beer Game, published and started from the command line. */
export async function startGame({ lq }: Product, scenario = 'benchmark'): Promise<Started> {
  await lq('publish', 'samples/supply-chain', '--tenant', 'demo', '--as', owner);
  const started = await lq('session', 'start', '--level', 'beer-game', '--tenant', 'demo', '--as', owner, '--scenario', scenario);
  return started as unknown as Started;
}

/** How far a session's log and its world are. */
export async function progress(
  { lq }: Product,
  id: string,
): Promise<{ ticks: number; commits: number; accepted: number; consumed: number }> {
  const { ticks, commits, commands } = await lq('session', 'show', id, '--tenant', 'demo', '--as', owner);
  return { ticks: ticks as number, commits: commits as number, ...(commands as { accepted: number; consumed: number }) };
}

/** Takes away the functions that step worlds, as an operator would: no invocation of them is let through until it is given back. */
export async function withoutSlices(
  { endpoint, region, accessKeyId, secretAccessKey }: Endpoints,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const lambda = new LambdaClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  try {
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    const slices = Functions.flatMap(({ FunctionName = '' }) => (/slice/i.test(FunctionName) ? [FunctionName] : []));
    if (slices.length !== 2) throw new Error(`two functions step worlds, not ${slices.join(', ') || 'none'}`);
    const each = (ask: (FunctionName: string) => Promise<unknown>): Promise<unknown> => Promise.all(slices.map(ask));
    await each((FunctionName) => lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 })));
    try {
      await meanwhile();
    } finally {
      await each((FunctionName) => lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName })));
    }
  } finally {
    lambda.destroy();
  }
}
