/** Prices as their owner published them on a day. What follows from them is a calculation, never a bill. */
export interface PriceTable {
  /** The day on which they were read, `yyyy-mm-dd`. */
  readonly date: string;
  readonly region: string;
  readonly currency: 'USD';
  readonly prices: readonly Price[];
}

/** `usd` for `per` units of what is counted. */
export interface Price {
  readonly id: keyof Amounts;
  readonly what: string;
  readonly usd: string;
  readonly per: number;
}

/** Counted amounts, in the units of their prices. */
export interface Amounts {
  readonly functionCalls: number;
  readonly functionGbSeconds: number;
  readonly loopExecutions: number;
  readonly loopGbSeconds: number;
  /** Of a session's own host. */
  readonly taskSeconds: number;
  readonly messages: number;
  readonly socketMinutes: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly puts: number;
  readonly signatures: number;
}

/** GB that an Express execution of the game loop is billed by: the least there is, which all of its state fits into. */
export const loopMemoryGb = 64 / 1024;

/** On demand, first tier, without the free one. */
export const awsPrices: PriceTable = {
  date: '2026-11-21',
  region: 'us-east-1',
  currency: 'USD',
  prices: [
    { id: 'functionCalls', what: 'Lambda requests', usd: '0.20', per: 1_000_000 },
    { id: 'functionGbSeconds', what: 'Lambda GB-seconds (Arm)', usd: '0.0000133334', per: 1 },
    { id: 'loopExecutions', what: 'Step Functions Express requests', usd: '1.00', per: 1_000_000 },
    { id: 'loopGbSeconds', what: 'Step Functions Express GB-seconds', usd: '0.00001667', per: 1 },
    // One vCPU and 2 GB, Arm: 0.03238 an hour and twice 0.00356.
    { id: 'taskSeconds', what: 'Fargate task seconds (1 vCPU, 2 GB, Arm)', usd: '0.0395', per: 3600 },
    { id: 'messages', what: 'WebSocket messages of 32 KB', usd: '1.00', per: 1_000_000 },
    { id: 'socketMinutes', what: 'WebSocket connection minutes', usd: '0.25', per: 1_000_000 },
    { id: 'readUnits', what: 'DynamoDB read request units', usd: '0.125', per: 1_000_000 },
    { id: 'writeUnits', what: 'DynamoDB write request units', usd: '0.625', per: 1_000_000 },
    { id: 'puts', what: 'S3 PUT and LIST requests', usd: '0.005', per: 1_000 },
    { id: 'signatures', what: 'KMS signatures (elliptic curve)', usd: '0.15', per: 10_000 },
  ],
};
