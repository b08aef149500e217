export { defaultLimits } from './defaults.ts';
export {
  budgetOf,
  limitsOf,
  noteBudget,
  refuseSeat,
  requireBudget,
  requireRoomForASession,
  requireSeat,
  type Budget,
  type BudgetDeps,
} from './quota.ts';
export { commandRate, type CommandRate } from './rate.ts';
export { requireHome, requireResidency, type ResidencyDeps } from './residency.ts';
