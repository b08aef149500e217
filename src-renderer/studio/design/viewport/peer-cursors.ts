import styles from './viewport.module.css';

export interface PeerCursor {
  session: number;
  name: string;
  colour: string;
  /** CSS pixels from the canvas' top left. */
  x: number;
  y: number;
}

/** Draws other people's pointers over the picture, each with its name in its colour. */
export function createPeerCursors(canvas: HTMLCanvasElement): { show(cursors: readonly PeerCursor[]): void; dispose(): void } {
  const layer = document.createElement('div');
  layer.className = styles['cursors'] ?? '';
  layer.ariaHidden = 'true';
  canvas.after(layer);
  const flags = new Map<number, HTMLElement>();
  const flagOf = ({ session, name, colour }: PeerCursor): HTMLElement => {
    const known = flags.get(session);
    if (known) return known;
    const flag = document.createElement('div');
    flag.className = styles['cursor'] ?? '';
    flag.style.setProperty('--peer', colour);
    flag.textContent = name;
    layer.append(flag);
    flags.set(session, flag);
    return flag;
  };
  return {
    show(cursors) {
      for (const [session, flag] of flags) {
        if (cursors.some((cursor) => cursor.session === session)) continue;
        flag.remove();
        flags.delete(session);
      }
      for (const cursor of cursors) flagOf(cursor).style.transform = `translate(${cursor.x}px, ${cursor.y}px)`;
    },
    dispose: () => layer.remove(),
  };
}
