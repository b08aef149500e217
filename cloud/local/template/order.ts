import type { TemplateDocument } from './document.ts';
import { references } from './intrinsics.ts';

/** The resources in an order in which each comes after those it refers to or depends on. @throws Error that names a cycle. */
export function deploymentOrder({ Resources }: TemplateDocument): string[] {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];

  function visit(name: string): void {
    if (state.get(name) === 'done') return;
    if (state.get(name) === 'open')
      throw new Error(`The resources ${[...path.slice(path.indexOf(name)), name].join(' -> ')} depend on each other in a circle`);
    state.set(name, 'open');
    path.push(name);
    const { Properties, DependsOn } = Resources[name]!;
    const explicit = typeof DependsOn === 'string' ? [DependsOn] : (DependsOn ?? []);
    for (const each of explicit)
      if (!Object.hasOwn(Resources, each)) throw new Error(`${name} depends on ${each}, which the template does not have`);
    for (const each of [...explicit, ...references(Properties ?? {}, (found) => Object.hasOwn(Resources, found))])
      if (each !== name) visit(each);
    path.pop();
    state.set(name, 'done');
    order.push(name);
  }

  for (const name of Object.keys(Resources)) visit(name);
  return order;
}
