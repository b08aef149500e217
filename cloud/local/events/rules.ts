import type { Json } from '../json.ts';
import { AwsError, unsupported } from '../wire/error.ts';
import { compilePattern } from './pattern.ts';
import type { EventsStore, Rule, Target } from './store.ts';

export interface RuleInput {
  readonly name: string;
  readonly bus: string;
  /** JSON text; a rule has a pattern or a schedule such as `rate(5 minutes)`. */
  readonly pattern?: string;
  readonly schedule?: string;
  readonly enabled: boolean;
  readonly description: string;
}

/** Event buses and their rules. */
export interface Rules {
  readonly busArn: (name: string) => string;
  /** A bus by name or ARN. @throws AwsError `ResourceNotFoundException`. */
  readonly bus: (nameOrArn: string | undefined) => string;
  readonly ruleArn: (rule: Pick<Rule, 'bus' | 'name'>) => string;
  /** @throws AwsError `ResourceNotFoundException`. */
  readonly get: (bus: string, name: string) => Rule;
  /** Makes a rule, or replaces its pattern; its targets stay. @throws AwsError `InvalidEventPatternException`. */
  readonly put: (input: RuleInput) => Rule;
  readonly setTargets: (bus: string, name: string, targets: readonly Target[]) => void;
}

const TARGETS_LIMIT = 5;

/** `changed` is called after a rule was put, for those that keep time. */
export function createRules(store: EventsStore, { account, region }: { account: string; region: string }, changed: () => void): Rules {
  const missing = (what: string): AwsError => new AwsError('ResourceNotFoundException', `${what} does not exist.`);

  function get(bus: string, name: string): Rule {
    const rule = store.rule(bus, name);
    if (!rule) throw missing(`Rule ${name} on event bus ${bus}`);
    return rule;
  }

  return {
    busArn: (name) => `arn:aws:events:${region}:${account}:event-bus/${name}`,
    bus(nameOrArn = 'default') {
      const name = nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
      if (!store.hasBus(name)) throw missing(`Event bus ${name}`);
      return name;
    },
    ruleArn: ({ bus, name }) => `arn:aws:events:${region}:${account}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`,
    get,
    put({ schedule, ...input }) {
      if ((input.pattern === undefined) === (schedule === undefined))
        throw new AwsError('ValidationException', `The rule ${input.name} needs either an EventPattern or a ScheduleExpression.`);
      if (input.pattern !== undefined) checkPattern(input.pattern);
      const rule: Rule = {
        ...input,
        ...(schedule !== undefined && { schedule: periodOf(schedule) }),
        targets: store.rule(input.bus, input.name)?.targets ?? [],
      };
      store.putRule(rule);
      changed();
      return rule;
    },
    setTargets(bus, name, targets) {
      if (targets.length > TARGETS_LIMIT) throw new AwsError('LimitExceededException', `A rule has at most ${TARGETS_LIMIT} targets.`);
      for (const { arn } of targets)
        if (!/^arn:[\w-]+:(lambda|states|sqs|events):/.test(arn)) throw unsupported('events', `the target ${arn}`);
      store.putRule({ ...get(bus, name), targets });
    },
  };
}

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The period of `rate(n units)` in milliseconds. @throws AwsError; cron expressions are not run here. */
function periodOf(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count === undefined || Number(count) < 1) throw unsupported('events', `the schedule ${expression}; write rate(n minutes|hours|days)`);
  return Number(count) * UNITS[unit!]!;
}

/** @throws AwsError `InvalidEventPatternException`. */
export function checkPattern(pattern: string): void {
  let document: Json;
  try {
    document = JSON.parse(pattern) as Json;
  } catch (error) {
    throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${(error as Error).message}`);
  }
  const compiled = compilePattern(document);
  if (!compiled.ok) throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${compiled.problem}`);
}
