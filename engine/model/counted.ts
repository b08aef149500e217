/** "1 tick", "12 ticks", "2 replies". @param many what more than one of them are called, where that is more than an s */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
