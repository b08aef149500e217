import { useEffect, useState } from 'react';
import type { HostPresence } from '../../../../src-main/contract/index.ts';
import { useEditor } from '../../react.ts';

/** How a guest stands with their host, as it was said last; who could open the project has found it there. */
export function useHostPresence(): HostPresence {
  const { bridge } = useEditor();
  const [presence, setPresence] = useState<HostPresence>('here');
  useEffect(() => bridge.on('guest.changed', ({ host }) => setPresence(host)), [bridge]);
  return presence;
}
