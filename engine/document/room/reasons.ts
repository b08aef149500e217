/** Why a room closes a connection: one list for both ends. The number is the WebSocket close code. */
export const closeReasons = {
  'invalid-update': { code: 4400, fatal: true, message: 'This edit does not fit the document.' },
  'bad-message': { code: 4401, fatal: false, message: 'A message could not be read.' },
  forbidden: { code: 4403, fatal: true, message: 'This role may look, not edit.' },
  'not-signed-in': { code: 4404, fatal: false, message: 'The ticket is not valid (any more).' },
  'too-big': { code: 4413, fatal: true, message: 'This edit is larger than a room takes at once.' },
  'room-full': { code: 4414, fatal: true, message: 'The room is full: the document has reached its size limit.' },
  'slow-consumer': { code: 4415, fatal: false, message: 'This connection could not keep up.' },
  'client-too-old': { code: 4426, fatal: true, message: 'This window is older than its host: reload it.' },
  'host-too-old': { code: 4427, fatal: true, message: 'This window is newer than its host: update LedgerQuest there.' },
  'rate-limited': { code: 4429, fatal: false, message: 'Too many messages.' },
  'too-many-people': { code: 4430, fatal: false, message: 'The room has as many connections as it takes.' },
  'disk-full': { code: 4507, fatal: false, message: 'The disk is full: nothing can be saved until there is space.' },
  'storage-failed': { code: 4508, fatal: false, message: 'The disk refused to save.' },
  'role-changed': { code: 4440, fatal: false, message: 'Your role in this room has changed.' },
  closing: { code: 4510, fatal: false, message: 'The room is closing.' },
} as const;

export type CloseReason = keyof typeof closeReasons;

/** After a fatal one the document of this session can never be accepted: it is kept as a recovered copy and the room is opened afresh. */
export const isFatal = (reason: CloseReason): boolean => closeReasons[reason].fatal;

export const isCloseReason = (text: unknown): text is CloseReason => typeof text === 'string' && Object.hasOwn(closeReasons, text);
