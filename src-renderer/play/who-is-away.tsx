import { useEffect, useState } from 'react';
import { words } from './messages.ts';
import type { PlayState, SessionClient } from './session-client.ts';
import styles from './play.module.css';

/** Whose turn waits for somebody who is not there, and for how long still. */
export function WhoIsAway({ state: { away, seats }, client }: { state: PlayState; client: SessionClient }) {
  return away.map(({ entity, until }) => {
    const name = seats.find((seat) => seat.entity === entity)?.name;
    // A wait of its own for each that the session tells of.
    return until === undefined || name === undefined ? null : (
      <Countdown key={`${entity} ${until}`} name={name} until={until} client={client} />
    );
  });
}

function Countdown({ name, until, client }: { name: string; until: number; client: SessionClient }) {
  const [now, setNow] = useState(() => client.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(client.now()), 1000);
    return () => clearInterval(timer);
  }, [client]);
  return <p className={styles['note']}>{words.isAway(name, Math.max(0, Math.ceil((until - now) / 1000)))}</p>;
}
