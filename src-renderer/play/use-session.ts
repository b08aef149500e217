import { useSyncExternalStore } from 'react';
import type { PlayState, SessionClient } from './session-client.ts';

export const useSession = (client: SessionClient): PlayState =>
  useSyncExternalStore(
    (listener) => client.subscribe(listener),
    () => client.state(),
  );
