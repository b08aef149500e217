/**
 * Sales territory: four reps, each with a territory of five accounts, one month per tick.
 *
 * What the plan pays for is what it gets. A commission on revenue makes discounts cheap for who gives them and dear for the company; a low
 * base makes reps leave, and a territory without a rep forgets its customers; visits that win new accounts are visits that old ones miss.
 *
 * Every month has six steps, in this order: plan, win, care, sell, pay, stay. Each is one function below, and every number that it turns on
 * is a parameter or stands at the top of its step. Percentages are whole or broken numbers from 0 to 100; money is decimals, to the cent.
 */

/** What players who sit at a territory want, for the month that is being computed. */
const plans = new Map<string, { hunting: number; discount: number }>();

on('PlanMonth', ({ hunting, discount }, { entity }) => {
  if (entity) plans.set(entity, { hunting, discount });
});

/** Who comes after the first four, in this order. */
const SUCCESSORS = ['Ines', 'Jakob', 'Amara', 'Leon', 'Petra', 'Yusuf', 'Clara', 'Milan'] as const;

/** Whoever sits at a territory knows the rules before the first plan. */
function start() {
  for (const row of territories()) row.Territory.notice = rules();
}

function onTick() {
  const team = territories();
  const all = query('Account');
  const months: Month[] = team.map((row) => {
    const accounts = all.filter(({ Account }) => Account.territory === row.key);
    return { row, accounts, ...plan(row), events: [] };
  });
  for (const month of months) {
    win(month);
    care(month);
    sell(month);
    pay(month);
    stay(month);
    tell(month);
    show(month);
  }
  plans.clear();
  report(months);
}

type Rep = ReturnType<typeof territories>[number];
type Customer = ReturnType<typeof query<'Account'>>[number];

/** One rep's month: what is planned, and what comes of it. */
interface Month {
  row: Rep;
  accounts: Customer[];
  /** Visits that go to prospects; the rest goes to customers. */
  hunting: number;
  /** Percent off the list price. */
  discount: number;
  /** What was asked for, before there were no more visits than there are, and before the plan's authority cut the discount. */
  asked: { hunting: number; discount: number };
  /** What its player is told of. */
  events: string[];
}

const territories = () => query('Territory').sort((a, b) => a.Territory.position - b.Territory.position);

// 1 Plan: whoever sits at the territory decides, else the rep does, who knows how commission is earned.

function plan({ key, Territory }: Rep): Pick<Month, 'hunting' | 'discount' | 'asked'> {
  if (Territory.vacant > 0) return { hunting: 0, discount: 0, asked: { hunting: 0, discount: 0 } };
  const wish = plans.get(key);
  // Paid for revenue, a rep who is behind quota asks for a point more for every two that are missing; paid for margin, for a third of the usual.
  const behind = Math.max(0, Math.round((100 - Territory.attainment) / 2));
  const usual = params.commission_on === 'revenue' ? params.discount + behind : Math.round(params.discount / 3);
  const asked = wish ?? { hunting: params.hunting[Territory.position], discount: usual };
  return { hunting: Math.min(asked.hunting, params.visits), discount: Math.min(asked.discount, params.discount_authority), asked };
}

// 2 Win: visits go to the prospect that is nearest to buying. The larger it is, the more visits it takes; a discount opens doors.

const WARMTH_PER_VISIT = 1.3; // points of 100, for a prospect of 200 units a month
const WARMTH_PER_DISCOUNT = 0.1; // more points per visit and percent of discount
const FIRST_SHARE = 20;
const FIRST_SATISFACTION = 60;

function win(month: Month) {
  const { row, discount } = month;
  const prospect = prospectOf(month);
  if (month.hunting === 0) return;
  if (!prospect) {
    month.hunting = 0;
    month.events.push('Nobody is left to be won: all visits went to customers.');
    return;
  }
  const { Account } = prospect;
  const size = Account.potential / 200;
  const gained = (month.hunting * (row.Territory.skill / 100) * (WARMTH_PER_VISIT + WARMTH_PER_DISCOUNT * discount)) / size;
  Account.warmth = Math.min(100, Account.warmth + gained);
  if (Account.warmth < 100) return;
  Account.warmth = 0;
  Account.share = FIRST_SHARE;
  Account.satisfaction = FIRST_SATISFACTION;
  Account.expects = discount;
  month.events.push(`${nameOf(prospect)} is a customer now.`);
  emit('AccountWon', { account: prospect.key }, row);
}

/** The prospect that is worked on: the warmest, else the largest. */
const prospectOf = ({ accounts }: Month): Customer | undefined =>
  accounts
    .filter(({ Account }) => Account.share === 0)
    .sort((a, b) => b.Account.warmth - a.Account.warmth || b.Account.potential - a.Account.potential)[0];

// 3 Care: customers like to be visited, and dislike to pay more than they are used to.

const UNVISITED = 27; // where the satisfaction of a customer ends whom nobody visits
const PER_VISIT = 12; // and how much each visit of the month adds
const PER_MISSED_DISCOUNT = 1.5; // what each percent takes that they were used to and do not get
const PATIENCE = 0.3; // the part of the way there that they go in a month
const GONE_BELOW = 38;

function care(month: Month) {
  const { row, hunting, discount } = month;
  const customers = customersOf(month);
  const visits = row.Territory.vacant > 0 ? 0 : ((params.visits - hunting) * (row.Territory.skill / 100)) / Math.max(1, customers.length);
  for (const customer of customers) {
    const { Account } = customer;
    const missed = Math.max(0, Account.expects - discount);
    const goal = clamp(UNVISITED + PER_VISIT * visits - PER_MISSED_DISCOUNT * missed, 0, 100);
    Account.satisfaction += PATIENCE * (goal - Account.satisfaction);
    if (Account.satisfaction < GONE_BELOW) {
      Account.share = 0;
      Account.expects = 0;
      month.events.push(`${nameOf(customer)} has left you.`);
      emit('AccountLost', { account: customer.key }, row);
    }
  }
}

const customersOf = ({ accounts }: Month): Customer[] => accounts.filter(({ Account }) => Account.share > 0);

// 4 Sell: satisfied customers buy a larger share of what they need. A discount sells more, until it is what they are used to.

const SHARE_PER_MONTH = 0.05; // points of share for each point of satisfaction above or below the turning point
const TURNING_POINT = 55;
const MOST_SHARE = 60; // nobody buys everything from one supplier: growth ends here, and slows down before
const MORE_PER_DISCOUNT = 2.5; // percent more units for each percent of discount…
const USED_TO = 0.6; // …of which so much is lost once they expect it
const HABIT = 0.12; // the part of this month's discount that becomes what they expect
const SWING = 5; // percent by which a month is better or worse than it should be, by luck

function sell(month: Month) {
  const { row, accounts, discount } = month;
  let units = 0;
  for (const { Account } of accounts) {
    if (Account.share === 0) {
      Account.units = 0;
      continue;
    }
    const drift = SHARE_PER_MONTH * (Account.satisfaction - TURNING_POINT);
    Account.share = Math.max(5, Account.share + (drift > 0 ? drift * (1 - Account.share / MOST_SHARE) : drift));
    const pull = 1 + (MORE_PER_DISCOUNT * (discount - USED_TO * Account.expects)) / 100;
    const luck = 1 + (SWING * random('market').normal()) / 100;
    Account.units = Math.max(0, Math.round((Account.potential * Account.share * pull * luck) / 100));
    Account.expects += HABIT * (discount - Account.expects);
    units += Account.units;
  }
  const price = params.list_price.times(100 - discount).div(100, 2, 'half-even');
  row.Territory.units = units;
  row.Territory.revenue = price.times(units).round(2, 'half-even');
  row.Territory.margin = price.minus(params.unit_cost).times(units).round(2, 'half-even');
}

// 5 Pay: a base, and commission on what was sold; beyond the quota at the higher rate.

function pay({ row }: Month) {
  const { Territory } = row;
  const quota = params.quota[Territory.position];
  Territory.attainment = quota.isZero() ? 100 : Math.round(Territory.revenue.div(quota, 4, 'half-even').toNumber() * 100);
  if (Territory.vacant > 0) {
    Territory.pay = decimal('0.00');
    return;
  }
  // On margin the rate is raised so that selling at list price pays the same under both plans.
  const isOnMargin = params.commission_on === 'margin';
  const listMargin = params.list_price.minus(params.unit_cost);
  const earned = isOnMargin ? scaled(Territory.margin, params.list_price, listMargin) : Territory.revenue;
  const upTo = earned.lt(quota) ? earned : quota;
  const beyond = earned.minus(upTo).times(params.accelerator);
  const commission = upTo.plus(beyond).times(params.commission_rate).div(100, 2, 'half-even');
  Territory.pay = params.base_pay.plus(commission.lt('0') ? '0' : commission).round(2, 'half-even');
  if (Territory.attainment >= 120) emit('QuotaBeaten', { attainment: Territory.attainment }, row);
}

const scaled = (amount: Decimal, up: Decimal, down: Decimal): Decimal => (down.lte('0') ? amount : amount.times(up).div(down, 2, 'half-even'));

// 6 Stay: a rep who could earn more elsewhere leaves sooner or later. The successor has to be found, and has to learn.

const PAY_COUNTS = 150; // points of mood for being paid twice the market
const MOOD_PER_MONTH = 0.25; // the part of the way there that the mood goes in a month
const RESTLESS_BELOW = 40; // below it, each point is a percent of chance to leave this month
const NEW_MOOD = 60;
const NEW_SKILL = 50;
const LEARNS = 10; // points of skill a month

function stay(month: Month) {
  const { row } = month;
  const { Territory } = row;
  Territory.hired = decimal('0.00');
  if (Territory.vacant > 0) {
    Territory.vacant -= 1;
    if (Territory.vacant === 0) {
      Territory.skill = NEW_SKILL;
      Territory.mood = NEW_MOOD;
      Territory.rep = successor();
      Territory.hired = params.hiring_cost;
      month.events.push(`${Territory.rep} starts as your rep, and has to learn the territory.`);
      emit('RepHired', {}, row);
    }
    return;
  }
  Territory.skill = Math.min(100, Territory.skill + LEARNS);
  const above = Territory.pay.minus(params.market_pay).div(params.market_pay, 4, 'half-even').toNumber();
  const goal = clamp(50 + PAY_COUNTS * above, 0, 100);
  Territory.mood += MOOD_PER_MONTH * (goal - Territory.mood);
  if (Territory.mood >= RESTLESS_BELOW || !random('people').chance((RESTLESS_BELOW - Territory.mood) / 100)) return;
  Territory.vacant = params.hiring_months;
  Territory.leavers += 1;
  month.events.push(`${Territory.rep} has left for a job that pays better.`);
  Territory.rep = '';
  emit('RepLeft', { mood: Math.round(Territory.mood) }, row);
}

/** The next who has not worked here yet; after them all the first again. */
function successor(): (typeof SUCCESSORS)[number] {
  const hired = (state.hired as number | undefined) ?? 0;
  state.hired = hired + 1;
  return SUCCESSORS[hired % SUCCESSORS.length]!;
}

/** What the player at a territory is told before the next plan. */
function tell({ row, discount, asked, events }: Month) {
  const { Territory } = row;
  if (asked.hunting > params.visits) events.push(`You planned ${asked.hunting} visits to prospects and have ${params.visits}: those ${params.visits} count.`);
  if (asked.discount > discount) events.push(`You asked for ${asked.discount} % discount and may give ${discount} %.`);
  if (Territory.vacant > 0) events.push(`Nobody works here: a successor starts in ${monthsOf(Territory.vacant)}. Until then your plan does not count.`);
  else events.push(`${Territory.attainment} % of quota last month. ${rules()}`);
  Territory.notice = events.join(' ');
}

const monthsOf = (count: number): string => (count === 1 ? 'one month' : `${count} months`);

const rules = (): string => `${params.visits} visits a month, up to ${params.discount_authority} % discount.`;

/** The scene: coins for what an account buys, a flag for how it feels, and the rep beside the account that is worked on. */
function show(month: Month) {
  const { row, accounts } = month;
  const { Territory } = row;
  Territory.sign =
    Territory.vacant > 0
      ? `nobody · A successor starts in ${monthsOf(Territory.vacant)}`
      : `${Territory.rep} · ${Territory.attainment} % of quota, mood ${Math.round(Territory.mood)}`;
  for (const { key, Account } of accounts) {
    Account.coins = Math.round(Account.units / 10);
    set(`${key}-flag`, 'Shape', { color: colourOf(Account.share, Account.satisfaction) });
  }
  const at = accounts.indexOf(prospectOf(month) ?? accounts[0]!);
  const place = query('Account', 'Transform').find(({ key }) => key === accounts[at]?.key)?.Transform.position;
  if (place) set(`${row.key}-rep`, 'Transform', { position: [place[0] + 1.3, Territory.vacant > 0 ? -9 : place[1], place[2] + 1.1] });
}

function colourOf(share: number, satisfaction: number): string {
  if (share === 0) return '#9aa3ad';
  if (satisfaction >= 65) return '#3fae7f';
  return satisfaction >= 48 ? '#e3b02f' : '#d6493b';
}

type Place = 'coast' | 'highlands' | 'harbour' | 'valley';

/** What the charts show. */
function report(months: readonly Month[]) {
  const customers = months.flatMap(customersOf);
  let [revenue, paid, margin] = [decimal('0.00'), decimal('0.00'), decimal('0.00')];
  for (const { row } of months) {
    const { Territory } = row;
    kpi(`${row.key as Place}_revenue`, Territory.revenue);
    revenue = revenue.plus(Territory.revenue);
    paid = paid.plus(Territory.pay).plus(Territory.hired);
    margin = margin.plus(Territory.margin);
  }
  const earned = margin.minus(paid);
  const before = (state.profit as Decimal | undefined) ?? decimal('0.00');
  state.profit = before.plus(earned);
  state.steady = months.some(({ row }) => row.Territory.vacant > 0) ? 0 : ((state.steady as number | undefined) ?? 0) + 1;
  if (state.steady === 12) emit('SteadyYear', {});
  kpi('revenue', revenue);
  kpi('pay', paid);
  kpi('margin', earned);
  kpi('profit', before.plus(earned));
  const worked = months.filter(({ row }) => row.Territory.vacant === 0);
  kpi('customers', customers.length);
  average('attainment', months.map(({ row }) => row.Territory.attainment));
  average('discount', worked.map(({ discount }) => discount));
  average('satisfaction', customers.map(({ Account }) => Account.satisfaction));
  average('mood', worked.map(({ row }) => row.Territory.mood));
  kpi('turnover', months.reduce((sum, { row }) => sum + row.Territory.leavers, 0));
}

/** To one digit. Of nobody there is no average: the figure stays what it was, and there is none before the first. */
function average(name: 'attainment' | 'discount' | 'satisfaction' | 'mood', numbers: readonly number[]) {
  if (numbers.length > 0) kpi(name, Math.round((10 * numbers.reduce((sum, one) => sum + one, 0)) / numbers.length) / 10);
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** An account's key as people read it: `fjord-foods` is Fjord Foods. */
const nameOf = ({ key }: Customer): string =>
  key
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
