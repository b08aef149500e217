import { readTarget, type TargetInput } from '../../events/index.ts';
import { objectsOf, optionalText, textOf, type ResourceType } from '../resource.ts';

const bus: ResourceType = {
  deploy({ properties, provisioner }) {
    const { events } = provisioner;
    const name = textOf(properties, 'Name');
    events.store.putBus(name);
    return { ref: name, attributes: { Arn: events.rules.busArn(name), Name: name } };
  },
  remove({ ref }, { events }) {
    events.store.deleteBus(ref);
  },
};

const rule: ResourceType = {
  deploy({ properties, provisioner, name }) {
    const { rules } = provisioner.events;
    const schedule = optionalText(properties, 'ScheduleExpression');
    const input = {
      name: optionalText(properties, 'Name') ?? name(64),
      bus: rules.bus(optionalText(properties, 'EventBusName')),
      ...(properties['EventPattern'] !== undefined && { pattern: JSON.stringify(properties['EventPattern']) }),
      ...(schedule !== undefined && { schedule }),
      enabled: optionalText(properties, 'State') !== 'DISABLED',
      description: optionalText(properties, 'Description') ?? '',
    };
    const made = rules.put(input);
    rules.setTargets(
      input.bus,
      input.name,
      objectsOf(properties, 'Targets').map((target) => readTarget(target as unknown as TargetInput)),
    );
    const ref = input.bus === 'default' ? input.name : `${input.bus}|${input.name}`;
    return { ref, attributes: { Arn: rules.ruleArn(made) } };
  },
  remove({ ref }, { events }) {
    const [name = '', bus = 'default'] = ref.split('|').reverse();
    events.store.deleteRule(bus, name);
  },
};

export const eventsTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Events::EventBus': bus,
  'AWS::Events::Rule': rule,
};
