import { z } from 'zod';
import type { Json } from '../json.ts';

/**
 * The Amazon States Language as this cloud runs it: query language JSONata only.
 * Strings of the form `{% … %}` are expressions wherever `template` stands; `seconds` takes a number or an expression.
 */
const template = z.json() as z.ZodType<Json>;
const templateObject = z.record(z.string(), template);
const expression = z.string().regex(/^\{%[\s\S]*%\}$/, 'must be a JSONata expression: {% … %}');
const seconds = z.union([z.int().positive(), expression]);
const errorNames = z.array(z.string().min(1)).min(1);

const common = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONata').optional(),
};
const transition = { Next: z.string().optional(), End: z.boolean().optional() };
const results = { Output: template.optional(), Assign: templateObject.optional() };

const retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorNames,
  IntervalSeconds: z.int().min(1).max(99_999_999).optional(),
  MaxAttempts: z.int().min(0).max(99_999_999).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
const catcher = z.strictObject({ Comment: z.string().optional(), ErrorEquals: errorNames, Next: z.string(), ...results });
const recovery = { Retry: z.array(retrier).optional(), Catch: z.array(catcher).optional() };

const pass = z.strictObject({ Type: z.literal('Pass'), ...common, ...transition, ...results });
const succeed = z.strictObject({ Type: z.literal('Succeed'), ...common, Output: template.optional() });
const fail = z.strictObject({ Type: z.literal('Fail'), ...common, Error: z.string().optional(), Cause: z.string().optional() });
const wait = z.strictObject({
  Type: z.literal('Wait'),
  ...common,
  ...transition,
  ...results,
  Seconds: z.union([z.int().min(0).max(99_999_999), expression]).optional(),
  Timestamp: z.string().optional(),
});
const choiceRule = z.strictObject({
  Comment: z.string().optional(),
  Condition: z.union([z.boolean(), expression]),
  Next: z.string(),
  ...results,
});
const choice = z.strictObject({
  Type: z.literal('Choice'),
  ...common,
  ...results,
  Choices: z.array(choiceRule).min(1),
  Default: z.string().optional(),
});
const task = z.strictObject({
  Type: z.literal('Task'),
  ...common,
  ...transition,
  ...results,
  ...recovery,
  Resource: z.string(),
  Arguments: template.optional(),
  TimeoutSeconds: seconds.optional(),
  HeartbeatSeconds: seconds.optional(),
});
const parallelFields = {
  Type: z.literal('Parallel'),
  ...common,
  ...transition,
  ...results,
  ...recovery,
  Arguments: template.optional(),
};
const mapFields = {
  Type: z.literal('Map'),
  ...common,
  ...transition,
  ...results,
  ...recovery,
  Items: z.union([z.array(template), expression]).optional(),
  ItemSelector: template.optional(),
  MaxConcurrency: z.union([z.int().min(0), expression]).optional(),
};
const parallelBase = z.object(parallelFields);
const mapBase = z.object(mapFields);

export type PassState = z.infer<typeof pass>;
export type SucceedState = z.infer<typeof succeed>;
export type FailState = z.infer<typeof fail>;
export type WaitState = z.infer<typeof wait>;
export type ChoiceState = z.infer<typeof choice>;
export type TaskState = z.infer<typeof task>;
export type Retrier = z.infer<typeof retrier>;
export type Catcher = z.infer<typeof catcher>;
export type ParallelState = z.infer<typeof parallelBase> & { Branches: Flow[] };
export type MapState = z.infer<typeof mapBase> & { ItemProcessor: Flow };
export type State = PassState | SucceedState | FailState | WaitState | ChoiceState | TaskState | ParallelState | MapState;

/** A start and its states: a machine, a branch of Parallel, or the processor of a Map. */
export interface Flow {
  StartAt: string;
  States: Record<string, State>;
  Comment?: string | undefined;
}

const states: z.ZodType<Record<string, State>> = z.record(
  z.string().min(1).max(80),
  z.lazy((): z.ZodType<State> => state),
);
const flow = { StartAt: z.string(), States: states, Comment: z.string().optional() };
const processorConfig = z.strictObject({ Mode: z.literal('INLINE', 'only Mode INLINE is run here') });

const state: z.ZodType<State> = z.discriminatedUnion('Type', [
  pass,
  succeed,
  fail,
  wait,
  choice,
  task,
  z.strictObject({ ...parallelFields, Branches: z.array(z.strictObject(flow)).min(1) }),
  z.strictObject({ ...mapFields, ItemProcessor: z.strictObject({ ...flow, ProcessorConfig: processorConfig.optional() }) }),
]);

/** A whole state machine. */
export type Machine = Flow & {
  QueryLanguage?: 'JSONata' | undefined;
  TimeoutSeconds?: number | undefined;
  Version?: '1.0' | undefined;
};

export const machineSchema: z.ZodType<Machine> = z.strictObject({
  ...flow,
  QueryLanguage: z.literal('JSONata').optional(),
  TimeoutSeconds: z.int().positive().max(99_999_999).optional(),
  Version: z.literal('1.0').optional(),
});
