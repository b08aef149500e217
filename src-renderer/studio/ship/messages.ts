export const shipMessages = {} as const;
