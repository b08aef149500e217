import { useEffect, useState } from 'react';
import type { ShareState } from '../../../../src-main/contract/index.ts';
import { useEditor } from '../../react.ts';

/** Whether a project of this computer is shared with its network; undefined until the host has said so, and for who may not know. */
export function useShare(): ShareState | undefined {
  const { bridge } = useEditor();
  const [share, setShare] = useState<ShareState>();
  useEffect(() => {
    let isHere = true;
    const stop = bridge.on('share.changed', setShare);
    bridge.invoke('share.state', {}).then(
      (state) => isHere && setShare((told) => told ?? state),
      () => {},
    );
    return () => {
      isHere = false;
      stop();
    };
  }, [bridge]);
  return share;
}
