import { createHash } from 'node:crypto';
import type { LocalHost } from '../storage/index.ts';
import { AwsError } from '../wire/error.ts';
import { refuseResource } from './integrations/resource.ts';
import type { MachineRow, MachineType, SfnStore } from './store.ts';
import { describeProblems, parseDefinition } from './validate.ts';

export interface MachineInput {
  readonly name: string;
  readonly type?: MachineType;
  readonly roleArn: string;
  /** The definition as JSON text. */
  readonly definition: string;
  /** LoggingConfiguration as given. */
  readonly logging?: unknown;
}

/** State machines by name. */
export interface Machines {
  readonly arnOf: (name: string) => string;
  /** Makes a machine or replaces its definition; executions under way keep theirs. @throws AwsError `InvalidDefinition`. */
  readonly put: (input: MachineInput) => MachineRow;
  /** @throws AwsError `StateMachineDoesNotExist`. */
  readonly get: (arn: string) => MachineRow;
  readonly list: () => MachineRow[];
  readonly delete: (arn: string) => void;
}

const NAME = /^[\w-]{1,80}$/;

export function createMachines(store: SfnStore, host: LocalHost, { account, region }: { account: string; region: string }): Machines {
  const arnOf = (name: string): string => `arn:aws:states:${region}:${account}:stateMachine:${name}`;
  return {
    arnOf,
    put({ name, type = 'STANDARD', roleArn, definition, logging }) {
      if (!NAME.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}' (letters, digits, - and _, at most 80)`);
      const parsed = parseDefinition(definition, refuseResource);
      if (!parsed.ok) throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${describeProblems(parsed.problems)}'`);
      const old = store.machine(arnOf(name));
      if (old && old.type !== type)
        throw new AwsError(
          'StateMachineAlreadyExists',
          `State Machine Already Exists: '${old.arn}' is ${old.type} and cannot become ${type}`,
        );
      const now = host.clock.now();
      const row: MachineRow = {
        arn: arnOf(name),
        name,
        type,
        role_arn: roleArn,
        definition,
        revision: createHash('sha256').update(definition).digest('hex'),
        logging: logging === undefined ? null : JSON.stringify(logging),
        created: old?.created ?? now,
        updated: now,
      };
      store.putMachine(row);
      return row;
    },
    get(arn) {
      const row = store.machine(arn);
      if (!row) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
      return row;
    },
    list: () => store.machines(),
    delete(arn) {
      store.deleteMachine(arn);
    },
  };
}
