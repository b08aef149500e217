export const room = 'demo/level/street';

/** The entity that somebody's nth edit made. */
export const entityOf = (writer: string, nth: number): string => `${writer}n${nth}`;

/** Moments on the side of whoever edits. */
export const clientPoints = ['edit-made', 'edit-kept', 'edit-sent', 'ack-received'] as const;
