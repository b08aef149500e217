import { App } from 'aws-cdk-lib';
import { LedgerQuest } from './stack.ts';

export interface SynthesisOptions {
  /** Where the template and its assets go. */
  readonly outdir: string;
  /** Folder of bundled functions. */
  readonly functions: string;
  /** Folder of the bundled function that makes derivatives of assets. */
  readonly assetFunctions: string;
  readonly account?: string;
  readonly region?: string;
}

/** The account and region of a template that is not for one account: what a cloud on one machine calls itself. */
export const anywhere = { account: '000000000000', region: 'eu-central-1' } as const;

/** Writes the template `LedgerQuest.template.json` and its assets. Needs no network, no credentials and no Docker. */
export function synthesize({
  outdir,
  functions,
  assetFunctions,
  account = anywhere.account,
  region = anywhere.region,
}: SynthesisOptions): void {
  const app = new App({
    outdir,
    analyticsReporting: false,
    treeMetadata: false,
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  new LedgerQuest(app, 'LedgerQuest', {
    env: { account, region },
    functions,
    assetFunctions,
    localJob: 'gpu-worker/jobs/main.ts',
    localHost: 'cloud/hosts/hot-host.ts',
  });
  app.synth();
}
