import { useCallback, useEffect, useRef, useState } from 'react';
import { Icon, IconButton } from '../ui/index.ts';
import { words } from './messages.ts';
import type { Achieved, PlayState, SessionClient } from './session-client.ts';
import styles from './achievements.module.css';

/** Who gives achievements hears of the end a moment after the players; so often it is looked, ms. */
const looks = [500, 1000, 2000, 4000, 8000, 16_000];

/** What the player has, and of it what was won while they looked on. The first look is at what there was before. */
function useAchievements(client: SessionClient, { sender, done, phase }: PlayState) {
  const [held, setHeld] = useState<readonly Achieved[]>();
  const [won, setWon] = useState<readonly Achieved[]>([]);
  const before = useRef<ReadonlySet<string>>(undefined);
  const isOver = done && phase !== 'ended';
  useEffect(() => {
    if (sender === 0) return;
    let looking = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (times: number): Promise<void> => {
      const list = await client.achievements();
      if (!looking) return;
      const known = before.current;
      const fresh = known === undefined ? [] : (list ?? []).filter(({ achievement }) => !known.has(achievement));
      if (list !== undefined) {
        before.current = new Set(list.map(({ achievement }) => achievement));
        setHeld(list);
      }
      if (fresh.length > 0) setWon(fresh);
      const wait = looks[times];
      if (isOver && fresh.length === 0 && wait !== undefined) timer = setTimeout(() => void look(times + 1), wait);
    };
    void look(0);
    return () => {
      looking = false;
      clearTimeout(timer);
    };
  }, [client, sender, isOver]);
  const dismiss = useCallback(() => setWon([]), []);
  return { held: held ?? [], won, dismiss };
}

interface AchievementsProps {
  client: SessionClient;
  state: PlayState;
  /** How long the card stays, ms: the list has what it says. */
  stays?: number;
}

/** A card for what was just won, and the list of all that the player has. */
export function Achievements({ client, state, stays = 12_000 }: AchievementsProps) {
  const { held, won, dismiss } = useAchievements(client, state);
  useEffect(() => {
    if (won.length === 0) return undefined;
    const timer = setTimeout(dismiss, stays);
    return () => clearTimeout(timer);
  }, [won, dismiss, stays]);
  return (
    <>
      {won.length > 0 && (
        <div role="status" aria-label={words.won(won.length)} className={styles['card']}>
          <Icon name="star" size={20} />
          <div>
            <strong>{words.won(won.length)}</strong>
            {won.map(({ achievement, label }) => (
              <p key={achievement}>{label}</p>
            ))}
          </div>
          <IconButton icon="close" label={words.dismiss} onClick={dismiss} />
        </div>
      )}
      {held.length > 0 && (
        <details className={styles['held']}>
          <summary>{words.achievements(held.length)}</summary>
          <ul aria-label={words.achievements(held.length)}>
            {held.map(({ achievement, label, at }) => (
              <li key={achievement}>
                <Icon name="star" />
                <span>{label}</span>
                <time dateTime={at}>{new Date(at).toLocaleDateString('en', { dateStyle: 'medium' })}</time>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
