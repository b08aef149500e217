import { useSyncExternalStore } from 'react';
import type { PlayState, SessionClient } from './session-client.ts';

export const useSession = (client: SessionClient): PlayState => useSyncExternalStore(client.subscribe, client.state);
