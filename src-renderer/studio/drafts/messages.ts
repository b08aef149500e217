import { plural } from '../i18n/en/plural.ts';
import { dateText } from '../i18n/formats.ts';

interface Named {
  name: string;
}
interface Both {
  draft: string;
  level: string;
}

export const draftsMessages = {
  drafts: 'Drafts',
  'action.draft.begin': 'Begin a draft of this level…',
  'action.draft.compare': 'Compare draft with its level',
  'action.draft.takeOver': 'Take over into the level…',
  'action.draft.news': 'Bring the level’s news into the draft…',
  'action.draft.detach': 'Make the draft a level of its own',
  'action.draft.drop': 'Drop draft…',
  'drafts.badge': 'Draft',
  'drafts.about': ({ by, at }: { by: string; at: Date }) => `${by}, ${dateText(at, 'day')}`,
  'drafts.orphan': ({ of }: { of: string }) => `Its level ${of.replace(/^levels\//, '')} is gone`,
  'drafts.viewer': 'You are looking on: drafts are begun, taken over and dropped by who has the role editor.',
  'drafts.begin.title': ({ name }: Named) => `Begin a draft of ${name}`,
  'drafts.begin.about':
    'A copy in which you try an idea without disturbing others. They can join you in it. It is of this level only: scripts, parameters, prefabs and materials are the project’s, and changes of these are for all.',
  'drafts.begin.name': 'Name of the draft',
  'drafts.begin.hint': 'What you try, such as Night shift',
  'drafts.begin.do': 'Begin',
  'drafts.begun': ({ name }: Named) => `You are in the draft “${name}”`,
  'drafts.begun.hint': 'It is listed under its level, in the panel Levels. There you take it over, or drop it.',
  'drafts.cancel': 'Cancel',
  'drafts.close': 'Close',
  'drafts.takeOver.title': ({ draft, level }: Both) => `Take over “${draft}” into ${level}`,
  'drafts.takeOver.about': 'What only the draft changed goes into the level. Where both changed the same, you choose.',
  'drafts.news.title': ({ draft, level }: Both) => `Bring news from ${level} into “${draft}”`,
  'drafts.news.about': 'What only the level changed since goes into the draft. Where both changed the same, you choose.',
  'drafts.noBase':
    'What the level was when the draft began is not kept here any more. So nobody knows which side changed what: you are asked about everything that differs.',
  'drafts.noBase.compare':
    'What the level was when the draft began is not kept here any more. So this is how the two differ now, whoever changed it.',
  'drafts.side.draft': 'Draft',
  'drafts.side.level': 'Level',
  'drafts.all.draft': 'All of the draft',
  'drafts.all.level': 'All of the level',
  'drafts.by': ({ names }: { names: string }) => `by ${names}`,
  'drafts.things': ({ name }: Named) => `What changes in ${name}`,
  'drafts.levelItself': 'The level itself',
  'drafts.nothing': 'There is nothing to bring over.',
  'drafts.notes': 'Not as on the other side',
  'drafts.do': ({ count }: { count: number }) => `Take over ${plural(count, 'change', 'changes')}`,
  'drafts.do.news': ({ count }: { count: number }) => `Bring ${plural(count, 'change', 'changes')}`,
  'drafts.step.takeOver': ({ draft }: { draft: string }) => `Take over the draft “${draft}”`,
  'drafts.step.news': ({ draft, level }: Both) => `News from ${level} into “${draft}”`,
  'drafts.step.detach': ({ draft }: { draft: string }) => `Make “${draft}” a level of its own`,
  'drafts.takenOver': ({ draft }: { draft: string }) => `One step, which undo takes back. The draft “${draft}” stays until you drop it.`,
  'drafts.newsBrought': ({ level }: Both) => `One step, which undo takes back. From here on, what ${level} is now counts as known.`,
  'drafts.version.news': ({ draft }: Both) => `News for the draft “${draft}”`,
  'drafts.detached': 'One step, which undo takes back. It can be published now, as any level.',
  'drafts.compare.title': ({ draft, level }: Both) => `“${draft}” and ${level}`,
  'drafts.compare.draft': 'Changed in the draft',
  'drafts.compare.level': 'Changed in the level since',
  'drafts.compare.both': 'Changed on both sides',
  'drafts.compare.mark': 'Mark in the scene',
  'drafts.compare.unmark': 'Mark no differences',
  'drafts.compare.same': 'Nothing has changed since the draft began.',
  'drafts.compare.conflict': ({ subject, mine, theirs }: { subject: string; mine: string; theirs: string }) =>
    `${subject}: ${mine} in the draft, ${theirs} in the level`,
  'drafts.drop.title': ({ name }: Named) => `Drop the draft “${name}”?`,
  'drafts.drop.about': 'It goes for everybody, and its file with it. What it is now stays a version, from which it can be restored.',
  'drafts.drop.do': 'Drop draft',
  'drafts.dropped': ({ name }: Named) => `Dropped the draft “${name}”`,
  'drafts.dropped.hint': 'What it was is a version. Restored from there it is back.',
  'drafts.bringBack': 'Bring it back',
  'drafts.noLevel': ({ of }: { of: string }) => `The level of this draft is gone: ${of}`,
  'drafts.noLevel.hint': 'Make the draft a level of its own, or drop it.',
} as const;
