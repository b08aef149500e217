/** For TypeScript, which reads no JavaScript here. */
export const root: string;
export function newEnoughNode(): { node: string; sentence?: undefined } | { node?: undefined; sentence: string };
export function become(node: string, args: string[]): void;
