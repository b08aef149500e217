/**
 * Household budget: one household, one month per tick.
 *
 * Money that is left can pay the credit card, which costs interest, or go into savings, which wait for the washing machine to break. As long
 * as nothing happens, the card first is cheapest. Most surprises cannot be put on a card, though: whoever has no savings then takes a short
 * loan until the next wages, and a month of that costs more than a year of the card.
 *
 * Every month has seven steps, in this order: earn, repay, bills, plan, luck, interest, stress. Money is decimals, to the cent; interest is
 * rounded half to even, once a month, as the statement of a card does it.
 *
 * Where the numbers come from (United States; turn them to what holds where you teach):
 * - Card 22 % a year: about what banks charge those who do not pay in full (Federal Reserve, Consumer Credit G.19, 2024).
 * - Short loan $30 per $100 and month: $15 for a fortnight is common, and renewing it once doubles that (Consumer Financial Protection
 *   Bureau, "What are the costs and fees for a payday loan?").
 * - Surprises: cars, homes, health and lost hours are what families name most often; in a year six of ten have one, a third have several
 *   (Pew, "How do families cope with financial shocks?", 2015). Here they are smaller than there, and come more often.
 */

/** What can go wrong, what it costs, and whether a card pays it: cash, a transfer or wages that are missing it does not. */
const EMERGENCIES = [
  { what: 'The car needs a repair, and the workshop wants cash', cost: '440.00', takesCard: false },
  { what: 'The dentist sends a bill', cost: '280.00', takesCard: false },
  { what: 'Hours at work were cut, and wages are short', cost: '350.00', takesCard: false },
  { what: 'The washing machine is broken', cost: '220.00', takesCard: true },
  { what: 'The heating is repaired, and the landlord passes the bill on', cost: '530.00', takesCard: false },
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
const atLeast = (amount: Money, bound: Money): Money => (amount.lt(bound) ? bound : amount);
const positive = (amount: Money): Money => atLeast(amount, zero);
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
  repay(home, told);
  bills(home);
  follow(home, wish ?? usual(home), told);
  luck(home, told);
  interest(home, told);
  stress(home);
  Household.notice = [...told, statement(home)].join(' ');
  wish = undefined;
  report(home);
}

// 1 Earn, 2 Repay and 3 Bills: what comes and goes whatever is planned.

function earn({ Household }: Household) {
  Household.cash = Household.cash.plus(params.income);
}

/** A short loan is due with the wages, as far as they pay more than the bills; what is left of it is borrowed anew. */
function repay(home: Household, told: string[]) {
  const { Household } = home;
  if (Household.loan.isZero()) return;
  const paid = least(Household.loan, positive(Household.cash.minus(needs())));
  const left = Household.loan.minus(paid);
  Household.cash = Household.cash.minus(paid);
  Household.loan = zero;
  borrow(home, left);
  told.push(`${dollars(paid)} of the short loan is paid back${left.isZero() ? '.' : ', and the rest costs its fee again.'}`);
}

function bills(home: Household) {
  spend(home, needs(), true);
}

const needs = (): Money => params.rent.plus(params.food).plus(params.bills);

/** From the account, else from the card as far as it may and its limit goes, else from a short loan. */
function spend(home: Household, amount: Money, takesCard: boolean) {
  const { Household } = home;
  const fromCash = least(Household.cash, amount);
  const short = amount.minus(fromCash);
  const onCard = takesCard ? least(short, positive(params.card_limit.minus(Household.card))) : zero;
  Household.cash = Household.cash.minus(fromCash);
  Household.card = Household.card.plus(onCard);
  borrow(home, short.minus(onCard));
}

/** Until the next wages, with the fee on top. */
function borrow({ Household }: Household, amount: Money) {
  const fee = cents(amount.times(params.loan_fee).div(100, 4, 'half-even'));
  Household.loan = Household.loan.plus(amount).plus(fee);
  Household.fees = Household.fees.plus(fee);
}

// 4 Plan: leisure first, then the card and savings in the order of the household's habit, each as far as the money goes.

/** What the household does by itself: its habit says where the money goes that is left. Nobody goes out for what the card wants at least. */
function usual({ Household }: Household): Plan {
  const minimum = minimumOf(Household.card);
  const leisure = least(params.leisure, positive(Household.cash.minus(minimum)));
  const left = positive(Household.cash.minus(leisure).minus(params.keep));
  const free = positive(left.minus(minimum));
  if (params.habit === 'minimum') return { leisure: leisure.plus(free), card: minimum, savings: zero };
  const buffer = params.habit === 'buffer-first' ? least(free, positive(params.buffer.minus(Household.savings))) : zero;
  const card = least(Household.card, left.minus(buffer));
  // Whoever has spent all still pays what the card wants, from what would stay in the account.
  const paid = card.lt(minimum) ? minimum : card;
  return { leisure, card: paid, savings: positive(left.minus(paid)) };
}

/** Three percent of what is owed, $25 at least, and never more than is owed. */
function minimumOf(card: Money): Money {
  const part = cents(card.times('0.03'));
  return least(card, part.gt('25.00') ? part : decimal('25.00'));
}

function follow(home: Household, plan: Plan, told: string[]) {
  const { Household } = home;
  const minimum = minimumOf(Household.card);
  // More than is owed cannot be paid, more than there is not taken out: neither is money that did not reach.
  const wanted = { card: least(plan.card, Household.card), savings: atLeast(plan.savings, Household.savings.negated()) };
  Household.leisure = least(plan.leisure, Household.cash);
  Household.cash = Household.cash.minus(Household.leisure);
  const pay = (): Money => {
    const paid = least(wanted.card, Household.cash);
    Household.cash = Household.cash.minus(paid);
    Household.card = Household.card.minus(paid);
    return paid;
  };
  const save = (): Money => {
    const saved = least(wanted.savings, Household.cash);
    Household.cash = Household.cash.minus(saved);
    Household.savings = Household.savings.plus(saved);
    return saved;
  };
  const isBufferFirst = params.habit === 'buffer-first';
  const [first, second] = isBufferFirst ? [save(), pay()] : [pay(), save()];
  const [paid, saved] = isBufferFirst ? [second, first] : [first, second];
  if (paid.lt(minimum)) {
    Household.card = Household.card.plus(params.late_fee);
    Household.fees = Household.fees.plus(params.late_fee);
    told.push(`The card wanted ${dollars(minimum)} at least: a fee of ${dollars(params.late_fee)}.`);
    emit('PaidLate', {}, home);
  }
  if (plan.leisure.gt(Household.leisure) || wanted.card.gt(paid) || wanted.savings.gt(saved))
    told.push('The money did not reach for all of the plan.');
}

// 5 Luck: in some months something happens once the plan is made. Savings pay for it if there are any: that is what they are for.

function luck(home: Household, told: string[]) {
  if (!random('luck').chance(params.emergencies / 100)) return;
  const { Household } = home;
  const { what, cost, takesCard } = random('luck').pick(EMERGENCIES);
  const fromSavings = least(Household.savings, decimal(cost));
  const before = Household.loan;
  Household.savings = Household.savings.minus(fromSavings);
  spend(home, decimal(cost).minus(fromSavings), takesCard);
  const lent = Household.loan.minus(before);
  told.push(`${what}: ${dollars(cost)}${fromSavings.eq(cost) ? ', paid from savings.' : '.'}`);
  if (lent.gt(zero)) told.push(`A short loan had to help: ${dollars(lent)} is due with the next wages.`);
  emit('Emergency', { what, cost }, home);
  if (fromSavings.eq(cost)) emit('PaidFromSavings', {}, home);
  else Household.surprised += 1;
}

// 6 Interest: the card's on what is still owed, the savings account's on what lies there.

function interest(home: Household, told: string[]) {
  const { Household } = home;
  const owed = cents(Household.card.times(params.card_rate).div(1200, 6, 'half-even'));
  const earned = cents(Household.savings.times(params.savings_rate).div(1200, 6, 'half-even'));
  Household.card = Household.card.plus(owed);
  Household.savings = Household.savings.plus(earned);
  Household.interest = Household.interest.plus(owed);
  if (owed.gt(zero)) told.push(`Interest on the card: ${dollars(owed)}.`);
  else emit('NoInterest', {}, home);
  if (Household.card.isZero()) emit('DebtFree', {}, home);
}

// 7 Stress: debts weigh, a buffer lets people sleep, and all work and no play makes everybody unhappy.

const CALM = 35;
const DEBT_WEIGHS = 20; // points for a card at its limit
const LOAN_WEIGHS = 30; // points for a short loan of $500
const BUFFER_HELPS = 25; // points for savings of $500, which pay most surprises
const NO_PLAY = 20; // points for a month without leisure, none from $120 on
const STRESS_PER_MONTH = 0.4; // the part of the way there that it goes in a month

function stress({ Household }: Household) {
  const ratio = (amount: Money, of: Money): number => (of.isZero() ? 0 : Math.min(1, amount.div(of, 4, 'half-even').toNumber()));
  const goal =
    CALM +
    DEBT_WEIGHS * ratio(Household.card, params.card_limit) +
    LOAN_WEIGHS * ratio(Household.loan, decimal('500.00')) -
    BUFFER_HELPS * ratio(Household.savings, decimal('500.00')) +
    NO_PLAY * (1 - ratio(Household.leisure, decimal('120.00')));
  Household.stress += STRESS_PER_MONTH * (Math.max(0, Math.min(100, goal)) - Household.stress);
}

/** An amount as the panels write it: −$1,250.00. */
function dollars(amount: Money | string): string {
  const [, minus = '', whole = '', cents = ''] = /^(-?)(\d+)(.*)$/.exec(String(amount)) ?? [];
  return `${minus && '−'}$${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${cents}`;
}

/** What the player is told before the next plan. */
const statement = ({ Household }: Household): string => {
  const loan = Household.loan.isZero() ? '' : ` A short loan of ${dollars(Household.loan)} is paid back first.`;
  const left = positive(Household.cash.plus(params.income).minus(needs()).minus(Household.loan));
  return `You owe ${dollars(Household.card)} on the card and have saved ${dollars(Household.savings)}.${loan} ${dollars(left)} can be planned.`;
};

/** What the charts show, and what lies on the table: coins of $50. */
function report({ Household }: Household) {
  const coins = (amount: Money): number => Math.round(amount.toNumber() / 50);
  Household.savedCoins = coins(Household.savings);
  Household.owedCoins = coins(Household.card);
  Household.cashCoins = coins(Household.cash);
  Household.loanShown = Household.loan.isZero() ? '' : `Short loan ${dollars(Household.loan)}`;
  Household.stressShown = Math.round(Household.stress);
  kpi('net_worth', Household.cash.plus(Household.savings).minus(Household.card).minus(Household.loan));
  kpi('borrowing', Household.interest.plus(Household.fees));
  kpi('card', Household.card);
  kpi('loan', Household.loan);
  kpi('savings', Household.savings);
  kpi('cash', Household.cash);
  kpi('interest_paid', Household.interest);
  kpi('fees', Household.fees);
  kpi('leisure', Household.leisure);
  kpi('surprised', Household.surprised);
  kpi('stress', Math.round(10 * Household.stress) / 10);
}
