import { LedgerError } from '../kernel/error.ts';
import { phases } from './schedule/index.ts';
import type { TickSystem } from './tick.ts';

const SYSTEM_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const COMPONENT_NAME = /^(?:\*|[A-Z][A-Za-z0-9]{0,63})$/;

/**
 * Defines a system: what it is called, when it runs and which components it looks at and changes. Everything that it keeps from one tick to
 * the next lies in components; a variable of its module would not be in a checkpoint.
 *
 * Throws LedgerError `system` naming the system and what is wrong with it. Whether the names in `after` exist shows when a world is made.
 */
export function defineSystem(system: TickSystem): TickSystem {
  const { name, phase, reads, writes, after = [] } = system;
  const refuse = (message: string, hint: string): never => {
    throw new LedgerError({ code: 'system', message: `System ${JSON.stringify(name)}: ${message}`, hint, where: String(name) });
  };
  if (typeof name !== 'string' || name.length > 64 || !SYSTEM_NAME.test(name))
    refuse('the name is not usable.', 'Use lower-case words joined by -, at most 64 characters.');
  if (!phases.includes(phase)) refuse(`there is no phase ${JSON.stringify(phase)}.`, `There are: ${phases.join(', ')}.`);
  for (const [what, list] of Object.entries({ reads, writes })) {
    if (!Array.isArray(list)) refuse(`${what} is not a list.`, 'Name component types; [] for none.');
    for (const one of list) {
      if (typeof one !== 'string' || !COMPONENT_NAME.test(one))
        refuse(
          `${what} names ${JSON.stringify(one)}, which is no component type.`,
          'Component types begin with a capital letter; * is all.',
        );
    }
    const twice = list.find((one, index) => list.indexOf(one) !== index);
    if (twice !== undefined) refuse(`${what} names ${twice} twice.`, 'Name each once.');
  }
  if (!Array.isArray(after) || after.some((one) => typeof one !== 'string' || !SYSTEM_NAME.test(one)))
    refuse('after is not a list of names of systems.', 'Name systems of the same phase.');
  if (after.includes(name)) refuse('it comes after itself.', 'Take it out of after.');
  if (typeof system.run !== 'function') refuse('run is not a function.', 'Give a function of one tick.');
  return system;
}
