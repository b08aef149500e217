import type { NewEntity } from '../../../../engine/document/index.ts';
import type { LevelSession } from './level-session.ts';

type Components = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

const isMain = (components: Components | undefined): boolean => {
  const camera = components?.['Camera'];
  return camera !== undefined && camera['main'] !== false;
};

export const hasMainCamera = (level: LevelSession): boolean =>
  Object.values(level.level.get().entities).some(({ components }) => isMain(components));

/** Newcomers of whom no camera is the main one where there is one already: not of the level, and not of them. */
export function withOneMain<E extends Pick<NewEntity, 'prefab' | 'components'>>(level: LevelSession, added: readonly E[]): E[] {
  const whole = ({ prefab, components }: E): Components => {
    const inherited = prefab === undefined ? undefined : level.schema().prefab?.(prefab);
    return inherited?.['Camera'] ? { ...components, Camera: { ...inherited['Camera'], ...components?.['Camera'] } } : { ...components };
  };
  if (!added.some((one) => isMain(whole(one)))) return [...added];
  let there = hasMainCamera(level);
  return added.map((one) => {
    if (!isMain(whole(one))) return one;
    if (there) return { ...one, components: { ...one.components, Camera: { ...one.components?.['Camera'], main: false } } };
    there = true;
    return one;
  });
}
