/**
 * Household budget: one household, one month per tick.
 *
 * Money that is left can pay the credit card, which costs interest, or go into savings, which wait for the washing machine to break. Paying
 * the card first costs the least interest, as long as nothing happens; whoever has no savings puts every surprise back on the card.
 *
 * Every month has six steps, in this order: earn, bills, luck, plan, interest, stress. Money is decimals, to the cent; interest is rounded
 * half to even, once a month, as the statement of a card does it.
 */

/** What can go wrong, and what it costs. Once it has, the repair holds: luck draws anew among all of them each month. */
const EMERGENCIES = [
  { what: 'The car needs a repair', cost: '620.00' },
  { what: 'A tooth has to be fixed', cost: '380.00' },
  { what: 'The washing machine is broken', cost: '490.00' },
  { what: 'Grandmother’s birthday is on the other side of the country', cost: '260.00' },
  { what: 'The heating is repaired', cost: '740.00' },
] as const;

type Money = Decimal;
type Household = ReturnType<typeof household>;

/** What whoever sits at the table wants this month. */
interface Plan {
  leisure: Money;
  card: Money;
  savings: Money;
}
let wish: Plan | undefined;

on('PlanMonth', ({ leisure, card, savings }, { entity }) => {
  if (entity) wish = { leisure: decimal(leisure), card: decimal(card), savings: decimal(savings) };
});

const zero = decimal('0.00');
const least = (a: Money, b: Money): Money => (a.lt(b) ? a : b);
const positive = (amount: Money): Money => (amount.lt(zero) ? zero : amount);
const cents = (amount: Money): Money => amount.round(2, 'half-even');
const household = () => query('Household')[0]!;

function start() {
  const home = household();
  home.Household.notice = `${statement(home)} Interest on the card is ${params.card_rate} % a year.`;
}

function onTick() {
  const home = household();
  const { Household } = home;
  const told: string[] = [];
  earn(home);
  bills(home);
  luck(home, told);
  follow(home, wish ?? usual(home), told);
  interest(home, told);
  stress(home);
  Household.notice = [...told, statement(home)].join(' ');
  wish = undefined;
  report(home);
}

// 1 Earn and 2 Bills: what comes and goes whatever is planned. What the account cannot pay, the card pays.

function earn({ Household }: Household) {
  Household.cash = Household.cash.plus(params.income);
}

function bills(home: Household) {
  spend(home, params.rent.plus(params.food).plus(params.bills));
}

/** From the account, else from the card; beyond its limit the bank lends, at a fee. */
function spend({ Household }: Household, amount: Money) {
  const fromCash = least(Household.cash, amount);
  const onCard = amount.minus(fromCash);
  Household.cash = Household.cash.minus(fromCash);
  Household.card = Household.card.plus(onCard);
  if (Household.card.gt(params.card_limit) && onCard.gt(zero)) {
    Household.card = Household.card.plus(params.late_fee);
    Household.fees = Household.fees.plus(params.late_fee);
  }
}

// 3 Luck: in some months something breaks. Savings pay for it if there are any: that is what they are for.

function luck(home: Household, told: string[]) {
  if (!random('luck').chance(params.emergencies / 100)) return;
  const { Household } = home;
  const { what, cost } = random('luck').pick(EMERGENCIES);
  const fromSavings = least(Household.savings, decimal(cost));
  Household.savings = Household.savings.minus(fromSavings);
  spend(home, decimal(cost).minus(fromSavings));
  told.push(`${what}: $${cost}${fromSavings.eq(cost) ? ', paid from savings.' : '.'}`);
  emit('Emergency', { what, cost }, home);
  if (fromSavings.eq(cost)) emit('PaidFromSavings', {}, home);
  else Household.surprised += 1;
}

// 4 Plan: leisure first, then the card, then savings, each as far as the money goes.

/** What the household does by itself: its habit says where the money goes that is left. */
function usual({ Household }: Household): Plan {
  const leisure = params.leisure;
  const left = positive(Household.cash.minus(leisure).minus(params.keep));
  const minimum = minimumOf(Household.card);
  const free = positive(left.minus(minimum));
  if (params.habit === 'minimum') return { leisure: leisure.plus(free), card: minimum, savings: zero };
  if (params.habit === 'card-first') {
    const card = least(Household.card, left);
    return { leisure, card, savings: left.minus(card) };
  }
  const savings = least(free, positive(params.buffer.minus(Household.savings)));
  return { leisure, card: least(Household.card, left.minus(savings)), savings: positive(left.minus(savings).minus(Household.card)).plus(savings) };
}

/** Three percent of what is owed, $25 at least, and never more than is owed. */
function minimumOf(card: Money): Money {
  const part = cents(card.times('0.03'));
  return least(card, part.gt('25.00') ? part : decimal('25.00'));
}

function follow(home: Household, plan: Plan, told: string[]) {
  const { Household } = home;
  const minimum = minimumOf(Household.card);
  Household.leisure = least(plan.leisure, Household.cash);
  Household.cash = Household.cash.minus(Household.leisure);
  const paid = least(least(plan.card, Household.card), Household.cash);
  Household.cash = Household.cash.minus(paid);
  Household.card = Household.card.minus(paid);
  if (paid.lt(minimum)) {
    Household.card = Household.card.plus(params.late_fee);
    Household.fees = Household.fees.plus(params.late_fee);
    told.push(`The card wanted $${minimum} at least: a fee of $${params.late_fee}.`);
    emit('PaidLate', {}, home);
  }
  // Below zero savings are taken out.
  const saved = plan.savings.lt(zero) ? least(plan.savings.negated(), Household.savings).negated() : least(plan.savings, Household.cash);
  Household.cash = Household.cash.minus(saved);
  Household.savings = Household.savings.plus(saved);
  if (plan.leisure.plus(plan.card).plus(plan.savings).gt(Household.leisure.plus(paid).plus(saved)))
    told.push('The money did not reach for all of the plan.');
}

// 5 Interest: the card's on what is still owed, the savings account's on what lies there.

function interest(home: Household, told: string[]) {
  const { Household } = home;
  const owed = cents(Household.card.times(params.card_rate).div(1200, 6, 'half-even'));
  const earned = cents(Household.savings.times(params.savings_rate).div(1200, 6, 'half-even'));
  Household.card = Household.card.plus(owed);
  Household.savings = Household.savings.plus(earned);
  Household.interest = Household.interest.plus(owed);
  if (owed.gt(zero)) told.push(`Interest on the card: $${owed}.`);
  else emit('NoInterest', {}, home);
  if (Household.card.isZero()) emit('DebtFree', {}, home);
}

// 6 Stress: debts weigh, a buffer lets people sleep, and all work and no play makes everybody unhappy.

const CALM = 35;
const DEBT_WEIGHS = 45; // points for a card at its limit
const BUFFER_HELPS = 25; // points for savings that last three months
const NO_PLAY = 20; // points for a month without leisure, none from $200 on
const STRESS_PER_MONTH = 0.4; // the part of the way there that it goes in a month

function stress({ Household }: Household) {
  const month = params.rent.plus(params.food).plus(params.bills);
  const ratio = (amount: Money, of: Money): number => (of.isZero() ? 0 : Math.min(1, amount.div(of, 4, 'half-even').toNumber()));
  const goal =
    CALM +
    DEBT_WEIGHS * ratio(Household.card, params.card_limit) -
    BUFFER_HELPS * ratio(Household.savings, month.times(3)) +
    NO_PLAY * (1 - ratio(Household.leisure, decimal('200.00')));
  Household.stress += STRESS_PER_MONTH * (goal - Household.stress);
}

/** What the player is told before the next plan. */
const statement = ({ Household }: Household): string => {
  const left = Household.cash.plus(params.income).minus(params.rent).minus(params.food).minus(params.bills);
  return `You owe $${Household.card} and have saved $${Household.savings}. $${left} can be planned, if nothing happens.`;
};

/** What the charts show, and what lies on the table: coins of $50. */
function report({ Household }: Household) {
  const coins = (amount: Money): number => Math.round(amount.toNumber() / 50);
  Household.savedCoins = coins(Household.savings);
  Household.owedCoins = coins(Household.card);
  Household.cashCoins = coins(Household.cash);
  Household.stressShown = Math.round(Household.stress);
  kpi('net_worth', Household.cash.plus(Household.savings).minus(Household.card));
  kpi('card', Household.card);
  kpi('savings', Household.savings);
  kpi('cash', Household.cash);
  kpi('interest_paid', Household.interest);
  kpi('fees', Household.fees);
  kpi('leisure', Household.leisure);
  kpi('surprised', Household.surprised);
  kpi('stress', Math.round(10 * Household.stress) / 10);
}
