import { setTags as setTagsOf } from '../../../../engine/document/index.ts';
import { TagName } from '../../../../engine/model/level.ts';
import { t } from '../../i18n/index.ts';
import type { LevelSession } from '../level/level-session.ts';
import { stillThere } from '../level/still-there.ts';
import { defineAction } from './action.ts';
import { nameOf } from './edit-words.ts';
import { mayEdit } from './edit.ts';

/** What somebody typed as a tag: in small letters, dashes for spaces. Undefined where that is none. */
export function tagFrom(text: string): string | undefined {
  const tag = text.trim().normalize('NFC').toLowerCase().replaceAll(/\s+/g, '-');
  return TagName.safeParse(tag).success ? tag : undefined;
}

/** Tags entities, in one step. What is no tag is refused in words. `of`: the level that it was meant in. */
export const addTag = defineAction<{ entities: readonly string[]; text: string; of?: LevelSession }>({
  id: 'entity.addTag',
  title: 'action.addTag',
  when: mayEdit,
  run(editor, { entities: meant, text, of }) {
    const { level, notices } = editor;
    const open = level.get();
    const tag = tagFrom(text);
    if (tag === undefined) return notices.say({ tone: 'warn', title: t('tags.bad', { text: text.trim() }), text: t('tags.bad.hint') });
    const entities = stillThere(editor, meant, { of, lost: t('lost.tag', { tag }) });
    const without = entities.filter((key) => !open?.entity(key).get()?.tags?.includes(tag));
    if (without.length > 0)
      open?.edit(t('step.tag', { tag, what: nameOf(open, without) }), (document, origin) =>
        setTagsOf(document, without, { add: [tag] }, origin),
      );
  },
});

/** Takes a tag away from entities, in one step. */
export const removeTag = defineAction<{ entities: readonly string[]; tag: string }>({
  id: 'entity.removeTag',
  title: 'action.removeTag',
  when: mayEdit,
  run({ level }, { entities, tag }) {
    const open = level.get();
    open?.edit(t('step.untag', { tag, what: nameOf(open, entities) }), (document, origin) =>
      setTagsOf(document, entities, { remove: [tag] }, origin),
    );
  },
});
