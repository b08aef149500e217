import { useEffect, useState } from 'react';
import { words } from './messages.ts';
import type { PlayState, SessionClient } from './session-client.ts';
import styles from './play.module.css';

/** Whose turn waits for somebody who is not there, and for how long still. */
export function WhoIsAway({ state: { away, seats }, client }: { state: PlayState; client: SessionClient }) {
  const [now, setNow] = useState(() => client.now());
  useEffect(() => {
    if (away.length === 0) return undefined;
    setNow(client.now());
    const timer = setInterval(() => setNow(client.now()), 1000);
    return () => clearInterval(timer);
  }, [away, client]);
  const awaited = away.flatMap(({ entity, until }) => {
    const name = seats.find((seat) => seat.entity === entity)?.name;
    return until === undefined || name === undefined ? [] : [{ entity, name, seconds: Math.max(0, Math.ceil((until - now) / 1000)) }];
  });
  return awaited.map(({ entity, name, seconds }) => (
    <p key={entity} className={styles['note']}>
      {words.isAway(name, seconds)}
    </p>
  ));
}
