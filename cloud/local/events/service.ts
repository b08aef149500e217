import type { Json } from '../json.ts';
import type { LocalHost } from '../storage/index.ts';
import { AwsError } from '../wire/error.ts';
import { defineService, jsonAction, type LocalService } from '../wire/service.ts';
import { compilePattern } from './pattern.ts';
import type { Router } from './router.ts';
import { checkPattern, type Rules } from './rules.ts';
import type { BusEvent, EventsStore, Rule } from './store.ts';
import { readTarget, writeTarget, type TargetInput } from './target-input.ts';

interface PutEventsEntry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  readonly Resources?: readonly string[];
  /** Seconds since the epoch. */
  readonly Time?: number;
}

interface RuleName {
  readonly Name: string;
  readonly EventBusName?: string;
}

const ENTRIES_LIMIT = 10;
const SIZE_LIMIT = 1 << 20;

/** EventBridge on the wire. */
export function createEventsService({
  store,
  rules,
  router,
  host,
  account,
  region,
}: {
  store: EventsStore;
  rules: Rules;
  router: Router;
  host: LocalHost;
  account: string;
  region: string;
}): LocalService {
  const describe = (rule: Rule): Record<string, unknown> => ({
    Name: rule.name,
    Arn: rules.ruleArn(rule),
    ...(rule.pattern !== undefined && { EventPattern: rule.pattern }),
    ...(rule.schedule !== undefined && { ScheduleExpression: `rate(${rule.schedule / 60_000} minutes)` }),
    State: rule.enabled ? 'ENABLED' : 'DISABLED',
    Description: rule.description,
    EventBusName: rule.bus,
  });

  /** A rule that the caller may treat in this way. */
  const onRule = <Input extends { EventBusName?: string }>(
    action: string,
    name: (input: Input) => string,
    run: (rule: Rule, input: Input) => unknown,
  ) =>
    jsonAction((input: Input, call) => {
      const bus = rules.bus(input.EventBusName);
      call.permit(`events:${action}`, rules.ruleArn({ bus, name: name(input) }));
      return run(rules.get(bus, name(input)), input);
    });

  function eventOf(entry: PutEventsEntry): BusEvent {
    return {
      version: '0',
      id: host.ids.next('event'),
      'detail-type': entry.DetailType!,
      source: entry.Source!,
      account,
      time: new Date(entry.Time === undefined ? host.clock.now() : entry.Time * 1000).toISOString().replace(/\.\d{3}Z$/, 'Z'),
      region,
      resources: entry.Resources ?? [],
      detail: JSON.parse(entry.Detail!) as Json,
    };
  }

  return defineService({
    name: 'events',
    protocol: 'json-1.1',
    target: 'AWSEvents',
    actions: {
      PutEvents: jsonAction(({ Entries = [] }: { Entries?: readonly PutEventsEntry[] }, call) => {
        if (Entries.length === 0 || Entries.length > ENTRIES_LIMIT)
          throw new AwsError('ValidationException', `Entries must hold 1 to ${ENTRIES_LIMIT} events.`);
        if (Buffer.byteLength(JSON.stringify(Entries)) > SIZE_LIMIT)
          throw new AwsError('ValidationException', `Total size of the entries in the request is over the limit of ${SIZE_LIMIT} bytes.`);
        const buses = Entries.map((entry) => {
          const bus = entry.EventBusName?.slice(entry.EventBusName.lastIndexOf('/') + 1) ?? 'default';
          call.permit('events:PutEvents', rules.busArn(bus), {
            'events:source': entry.Source ?? '',
            'events:detail-type': entry.DetailType ?? '',
          });
          return bus;
        });
        const answers = store.transaction(() =>
          Entries.map((entry, index) => {
            const problem =
              problemOf(entry) ??
              (store.hasBus(buses[index]!)
                ? undefined
                : { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${buses[index]} does not exist.` });
            if (problem) return problem;
            const event = eventOf(entry);
            router.route(buses[index]!, event);
            return { EventId: event.id };
          }),
        );
        host.reach('events:accepted');
        return { Entries: answers, FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length };
      }),
      PutRule: jsonAction(
        (input: RuleName & { EventPattern?: string; ScheduleExpression?: string; State?: string; Description?: string }, call) => {
          const bus = rules.bus(input.EventBusName);
          call.permit('events:PutRule', rules.ruleArn({ bus, name: input.Name }));
          const { EventPattern: pattern, ScheduleExpression: schedule } = input;
          const rule = rules.put({
            name: input.Name,
            bus,
            ...(pattern !== undefined && { pattern }),
            ...(schedule !== undefined && { schedule }),
            enabled: input.State !== 'DISABLED',
            description: input.Description ?? '',
          });
          return { RuleArn: rules.ruleArn(rule) };
        },
      ),
      DescribeRule: onRule<RuleName>('DescribeRule', ({ Name }) => Name, describe),
      DeleteRule: onRule<RuleName>(
        'DeleteRule',
        ({ Name }) => Name,
        (rule) => {
          if (rule.targets.length > 0) throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
          store.deleteRule(rule.bus, rule.name);
        },
      ),
      EnableRule: onRule<RuleName>(
        'EnableRule',
        ({ Name }) => Name,
        (rule) => void store.putRule({ ...rule, enabled: true }),
      ),
      DisableRule: onRule<RuleName>(
        'DisableRule',
        ({ Name }) => Name,
        (rule) => void store.putRule({ ...rule, enabled: false }),
      ),
      ListRules: jsonAction(({ EventBusName, NamePrefix = '' }: { EventBusName?: string; NamePrefix?: string }, call) => {
        const bus = rules.bus(EventBusName);
        call.permit('events:ListRules', rules.ruleArn({ bus, name: '*' }));
        return {
          Rules: store
            .rules(bus)
            .filter(({ name }) => name.startsWith(NamePrefix))
            .map(describe),
        };
      }),
      PutTargets: onRule<{ Rule: string; EventBusName?: string; Targets: readonly TargetInput[] }>(
        'PutTargets',
        ({ Rule: name }) => name,
        (rule, { Targets }) => {
          const added = Targets.map(readTarget);
          const kept = rule.targets.filter(({ id }) => !added.some((each) => each.id === id));
          rules.setTargets(rule.bus, rule.name, [...kept, ...added]);
          return { FailedEntryCount: 0, FailedEntries: [] };
        },
      ),
      RemoveTargets: onRule<{ Rule: string; EventBusName?: string; Ids: readonly string[] }>(
        'RemoveTargets',
        ({ Rule: name }) => name,
        (rule, { Ids }) => {
          rules.setTargets(
            rule.bus,
            rule.name,
            rule.targets.filter(({ id }) => !Ids.includes(id)),
          );
          return { FailedEntryCount: 0, FailedEntries: [] };
        },
      ),
      ListTargetsByRule: onRule<{ Rule: string; EventBusName?: string }>(
        'ListTargetsByRule',
        ({ Rule: name }) => name,
        (rule) => ({ Targets: rule.targets.map(writeTarget) }),
      ),
      TestEventPattern: jsonAction(({ EventPattern, Event }: { EventPattern: string; Event: string }, call) => {
        call.permit('events:TestEventPattern', '*');
        checkPattern(EventPattern);
        const compiled = compilePattern(JSON.parse(EventPattern) as Json);
        return { Result: compiled.ok && compiled.matches(JSON.parse(Event) as Json) };
      }),
      CreateEventBus: jsonAction(({ Name }: { Name: string }, call) => {
        call.permit('events:CreateEventBus', rules.busArn(Name));
        if (store.hasBus(Name)) throw new AwsError('ResourceAlreadyExistsException', `Event bus ${Name} already exists.`);
        store.putBus(Name);
        return { EventBusArn: rules.busArn(Name) };
      }),
      DescribeEventBus: jsonAction(({ Name }: { Name?: string }, call) => {
        call.permit('events:DescribeEventBus', rules.busArn(Name ?? 'default'));
        const name = rules.bus(Name);
        return { Name: name, Arn: rules.busArn(name) };
      }),
      DeleteEventBus: jsonAction(({ Name }: { Name: string }, call) => {
        call.permit('events:DeleteEventBus', rules.busArn(Name));
        if (Name === 'default') throw new AwsError('ValidationException', 'The default event bus cannot be deleted.');
        store.deleteBus(Name);
      }),
      ListEventBuses: jsonAction((_input, call) => {
        call.permit('events:ListEventBuses', '*');
        return { EventBuses: store.buses().map(({ name }) => ({ Name: name, Arn: rules.busArn(name) })) };
      }),
    },
  });
}

/** What is wrong with one entry; the others of the request are still taken. */
function problemOf(entry: PutEventsEntry): { ErrorCode: string; ErrorMessage: string } | undefined {
  for (const field of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[field])
      return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${field} is not valid. Reason: ${field} is a required argument.` };
  }
  if (entry.Source!.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: `Not authorized for the source ${entry.Source}.` };
  try {
    const detail = JSON.parse(entry.Detail!) as unknown;
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return undefined;
  } catch {
    // Reported below, together with JSON that is no object.
  }
  return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}
