import { plural } from './plural.ts';

/** The clipboard and the prefabs. */
export const prefabsMessages = {
  'action.createVariant': 'Make a variant of its prefab',
  'step.createVariant': ({ prefab, base }: { prefab: string; base: string }) => `Make ${prefab}, a variant of ${base}`,
  'prefab.variant': ({ prefab, base }: { prefab: string; base: string }) => `${prefab} is a variant of ${base} now`,
  'prefab.variant.hint': ({ base }: { base: string }) => `What is changed in ${base} shows in it, but for what it says itself.`,
  copied: ({ count }: { count: number }) => `Copied ${plural(count, 'entity', 'entities')}`,
  pasted: ({ what }: { what: string }) => `Pasted ${what}`,
  'paste.prefabs': ({ names }: { names: string }) => `Came along as prefabs: ${names}.`,
  'paste.renamed': ({ from, to }: { from: string; to: string }) => `${from} is another prefab here: what was copied is ${to}.`,
  'paste.cleared': ({ count }: { count: number }) =>
    `${plural(count, 'reference', 'references')} to what was not copied ${count === 1 ? 'is' : 'are'} empty now.`,
  'paste.nothing': 'Nothing to paste',
  'paste.nothing.hint': 'Copy entities first, here or in another window.',
  'paste.values': 'The clipboard holds values, no entities',
  'paste.values.hint': 'Paste them into a field or a component, by its menu in the inspector.',
  'paste.newer': 'What was copied is from a newer Studio',
  'paste.newer.hint': 'Nothing was changed. Update this one, then paste again.',
  'paste.damaged': 'What was copied is damaged',
  'paste.damaged.hint': ({ about }: { about: string }) => `Nothing was changed: ${about}. Copy it again.`,
  'paste.tooMany': 'More was copied than a level may hold',
  'paste.tooMany.hint': 'Nothing was changed. Copy fewer than 50,000 entities at once.',
} as const;
