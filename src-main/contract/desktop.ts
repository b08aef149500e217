/** All that the native window adds to the page: its menu names an action of the registry, the page runs it. */
export interface DesktopWindow {
  onAction(listener: (actionId: string) => void): void;
}

export const actionChannel = 'ledgerquest:action';
