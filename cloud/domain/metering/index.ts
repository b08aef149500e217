export { costOf, costPerHour, isAtLeast, shareOf, type Cost } from './cost.ts';
export { difference, noSpending, noUsage, sum, sumUsage } from './counters.ts';
export { billedMessages, countSpending, type SpendingCounter } from './spending-counter.ts';
