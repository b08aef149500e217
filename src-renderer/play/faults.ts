/** What ticks tell of scripts that failed, as far as it is a player's business. */
export interface Faults {
  /** A command of one's own had no effect: its type, and why. */
  faulted?: { command: string; message: string };
  /** A script rests from now on. */
  resting?: true;
}

export function faultsIn(events: readonly { readonly type: string; readonly payload?: unknown }[], sender: number): Faults {
  const found: Faults = {};
  for (const { type, payload } of events) {
    if (type === 'ScriptDisabled') found.resting = true;
    if (type !== 'ScriptFault') continue;
    const { command, message } = payload as { command?: { sender?: unknown; type?: unknown }; message?: unknown };
    if (sender !== 0 && command?.sender === sender) found.faulted = { command: String(command.type), message: String(message) };
  }
  return found;
}
