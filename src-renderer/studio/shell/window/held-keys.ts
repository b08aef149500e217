/** Frames that a dialog which is there has to take the focus. */
const framesToFocus = 20;

export interface HeldKeys {
  /** From now on what is typed is for the dialog that was asked for. */
  begin: () => void;
  /** Whether the dialog still has to be fetched. */
  setFetching: (fetching: boolean) => void;
  /** There is no dialog any more. */
  end: () => void;
}

/**
 * Keeps what is typed between the wish for a dialog and the moment it has the focus: it is meant for the dialog, never for the script or the
 * scene that lies behind. Text goes into the field that the dialog begins with, Escape calls the dialog off, other keys do nothing.
 */
export function holdKeys(target: Window, onEscape: () => void): HeldKeys {
  const { document } = target;
  let text = '';
  let isFetching = false;
  let frames = 0;
  let request: number | undefined;

  const isThere = (): boolean => document.activeElement?.closest('[role="dialog"], [role="alertdialog"]') != null;
  const end = (): void => {
    if (request !== undefined) target.cancelAnimationFrame(request);
    request = undefined;
    target.removeEventListener('keydown', onKey, true);
  };
  const handOver = (): void => {
    end();
    // As if typed there: the field hears of it as of any key.
    if (text !== '' && document.activeElement?.matches('input, textarea')) document.execCommand('insertText', false, text);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (isThere()) return handOver();
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key === 'Escape') onEscape();
    else if (event.key === 'Backspace') text = text.slice(0, -1);
    else if (/^.$/u.test(event.key) && !event.ctrlKey && !event.metaKey) text += event.key;
  };
  const look = (): void => {
    if (isThere()) return handOver();
    if (!isFetching && ++frames > framesToFocus) return end();
    request = target.requestAnimationFrame(look);
  };

  return {
    begin() {
      end();
      [text, frames] = ['', 0];
      target.addEventListener('keydown', onKey, true);
      request = target.requestAnimationFrame(look);
    },
    setFetching(fetching) {
      isFetching = fetching;
    },
    end,
  };
}
