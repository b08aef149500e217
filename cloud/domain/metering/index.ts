export { costOf, costPerHour, hourKindOf, turnsPerHour, isAtLeast, shareOf, type Cost } from './cost.ts';
export { difference, noSpending, noUsage, sum, sumUsage } from './counters.ts';
export { functionMemory } from './memory.ts';
export { awsPrices, loopMemoryGb } from './prices.ts';
export { billedMessages, countSpending, type SpendingCounter } from './spending-counter.ts';
