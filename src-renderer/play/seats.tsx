import { Button } from '../ui/index.ts';
import { words } from './messages.ts';
import type { PlayState } from './session-client.ts';
import styles from './play.module.css';

export interface SeatsProps {
  seats: PlayState['seats'];
  sender: number;
  away: PlayState['away'];
  onTake: (stage: string) => void;
  onLeave: () => void;
}

/** Who plays what; an empty place can be taken, one's own can be left. */
export function Seats({ seats, sender, away, onTake, onLeave }: SeatsProps) {
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
              {mine ? (
                <Button onClick={onLeave}>{words.leave}</Button>
              ) : owner > 0 ? (
                <span className={styles['quiet']}>{away.some((one) => one.entity === entity) ? words.away : words.taken}</span>
              ) : seated ? (
                <span className={styles['quiet']}>{words.bot}</span>
              ) : (
                <Button look="outline" onClick={() => onTake(stage)}>
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
