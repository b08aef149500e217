import { Button } from '../ui/index.ts';
import { words } from './messages.ts';
import type { PlayState } from './session-client.ts';
import styles from './play.module.css';

export interface SeatsProps {
  seats: PlayState['seats'];
  sender: number;
  away: PlayState['away'];
  /** What was asked for in a pause: a stage, or with none to get up. */
  asked: { readonly stage?: string | undefined } | undefined;
  onTake: (stage: string) => void;
  onLeave: () => void;
}

/** Who plays what; an empty place can be taken, one's own can be left. */
export function Seats({ seats, sender, away, asked, onTake, onLeave }: SeatsProps) {
  const seated = sender > 0 && seats.some(({ owner }) => owner === sender);
  return (
    <section className={styles['seats']} aria-label="Places">
      {!seated && <h2>{words.chooseSeat}</h2>}
      <ul>
        {seats.map(({ entity, stage, name, owner }) => {
          const mine = sender > 0 && owner === sender;
          return (
            <li key={entity} data-mine={mine || undefined}>
              <span>
                {name}
                {mine && <span className={styles['quiet']}> · {words.yours}</span>}
              </span>
              {mine && asked && asked.stage === undefined ? (
                <span role="status" className={styles['quiet']}>
                  {words.leaveKept}
                </span>
              ) : mine ? (
                <Button onClick={onLeave}>{words.leave}</Button>
              ) : owner > 0 ? (
                <span className={styles['quiet']}>{away.some((one) => one.entity === entity) ? words.away : words.taken}</span>
              ) : seated ? (
                <span className={styles['quiet']}>{words.bot}</span>
              ) : asked?.stage === stage ? (
                <span role="status" className={styles['quiet']}>
                  {words.takeKept}
                </span>
              ) : (
                <Button look="outline" disabled={asked !== undefined} onClick={() => onTake(stage)}>
                  {words.take(name)}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
