import type { LevelRef } from '../editor/index.ts';
import { t } from '../i18n/index.ts';

/** What a level is called in a list of them; of a draft, whose it is. */
export function levelLabel({ name, draft }: LevelRef, all: readonly LevelRef[]): string {
  const of = all.find(({ path }) => path === draft?.of)?.name ?? draft?.of;
  return of === undefined ? name : t('level.draftOf', { name, of });
}
