/** Where the owner has Studio: in a browser, in the desktop app on a double of Electron, in the desktop app on Electron. */
export const hosts = ['web', 'double', 'electron'] as const;
export type HostName = (typeof hosts)[number];
