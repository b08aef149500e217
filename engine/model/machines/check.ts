import type { CommandTypes } from '../../kernel/commands/index.ts';
import { checkTree, Findings, type BehaviourNode, type TreeContext } from '../behaviour/index.ts';
import type { Document } from '../document.ts';
import type { LevelFile } from '../level.ts';
import { suggest, type Problem } from '../problem.ts';
import type { ProjectFile } from '../project.ts';
import type { MachineSpec } from './machine.ts';
import { guardOf, writeOf } from './nodes.ts';

/** Notes what is wrong with a project's machines: states that are not there, fields and values that do not fit. */
export function checkMachines(
  project: Document<ProjectFile>,
  { types, entities }: Pick<TreeContext, 'types' | 'entities'>,
  problems: Problem[],
): void {
  for (const [name, machine] of Object.entries(project.value.machines)) {
    const states = Object.keys(machine.states);
    const refuse = (path: (string | number)[], message: string, hint?: string, severity: Problem['severity'] = 'error'): void => {
      problems.push({
        ...project.at(['machines', name, ...path]),
        severity,
        code: 'bad-machine',
        message: `Machine ${name}: ${message}`,
        ...(hint !== undefined && { hint }),
      });
    };
    const known = (path: (string | number)[], state: string): void => {
      if (!Object.hasOwn(machine.states, state)) refuse(path, `there is no state ${state}.`, suggest(state, states));
    };
    const fits = (path: (string | number)[], node: BehaviourNode): void => {
      const findings = new Findings('');
      const commands: CommandTypes = {};
      checkTree(name, { source: '', root: node }, { types, commands, trees: new Map(), entities }, findings);
      for (const { message, hint, severity } of findings.problems) refuse(path, message.replace(/^\w+: /, ''), hint, severity);
    };
    known(['initial'], machine.initial);
    for (const [state, { on, after, when, set }] of Object.entries(machine.states)) {
      const at = ['states', state];
      for (const [event, to] of Object.entries(on)) known([...at, 'on', event], to);
      if (after) known([...at, 'after', 'to'], after.to);
      when.forEach((guard, index) => {
        known([...at, 'when', index, 'to'], guard.to);
        fits([...at, 'when', index], guardOf(guard));
      });
      for (const [field, value] of Object.entries(set)) fits([...at, 'set', field], writeOf({ [field]: value }));
    }
  }
}

/** An entity that follows a machine which nobody declared, or begins in a state that it does not have. */
export function checkMachineUse(level: Document<LevelFile>, machines: Readonly<Record<string, MachineSpec>>, problems: Problem[]): void {
  for (const [key, { components }] of Object.entries(level.value.entities)) {
    const { machine, state } = (components['StateMachine'] ?? {}) as { machine?: unknown; state?: unknown };
    const refuse = (field: string, message: string, hint?: string): void => {
      problems.push({
        ...level.at(['entities', key, 'components', 'StateMachine', field]),
        severity: 'error',
        code: 'unknown-machine',
        message,
        ...(hint !== undefined && { hint }),
        entity: key,
        component: 'StateMachine',
        field,
      });
    };
    if (typeof machine !== 'string' || machine === '') continue;
    if (!Object.hasOwn(machines, machine))
      refuse(
        'machine',
        `StateMachine.machine names ${machine}, which is no machine of this project.`,
        suggest(machine, Object.keys(machines)) ?? 'Declare it under machines in ledgerquest.json.',
      );
    else if (typeof state === 'string' && state !== '' && !Object.hasOwn(machines[machine]!.states, state))
      refuse('state', `The machine ${machine} has no state ${state}.`, suggest(state, Object.keys(machines[machine]!.states)));
  }
}
