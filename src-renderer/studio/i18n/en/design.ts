export const designMessages = {} as const;
