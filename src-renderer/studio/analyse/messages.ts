export const analyseMessages = {} as const;
