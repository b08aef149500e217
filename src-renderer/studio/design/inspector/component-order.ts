import type { ComponentType } from '../../../../engine/model/component.ts';

/** What every entity has first, then what one sees of it, then the rest by name. */
const first = ['Transform', 'Shape', 'Model', 'Material', 'Label', 'Light', 'Camera'];
const rank = (name: string): number => (first.includes(name) ? first.indexOf(name) : first.length);

export const inOrder = (types: readonly ComponentType[]): ComponentType[] => types.toSorted((a, b) => rank(a.name) - rank(b.name));
