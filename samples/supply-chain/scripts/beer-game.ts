/**
 * The Beer Game (Sterman, Management Science 35, 1989), one week per tick.
 *
 * Beer flows from the factory over distributor and wholesaler to the retailer; orders flow back as slips of paper. A truck takes two
 * weeks for each leg, a slip two weeks in the mail, a brew two weeks in the factory. Nobody sees more than the slips that reach them.
 *
 * Every week has five steps, in this order: receive, fill, record the cost, advance the slips, order. The order is part of the model:
 * with other bookkeeping the published benchmark of $204.00 comes out as something else.
 */

// For the first four weeks everyone orders four cases, so that every game begins in balance.
const SETTLING_WEEKS = 4;
const SETTLING_ORDER = 4;
const SETTLING_NOTICE = `Orders count from week ${SETTLING_WEEKS + 1}; until then every station orders ${SETTLING_ORDER}.`;

/** Orders of people who sit at a stage, for the week that is being computed. */
const wishes = new Map<string, number>();

on('PlaceOrder', ({ quantity }, { entity }) => {
  if (entity) wishes.set(entity, quantity);
});

/** Whoever sits at a stage is told before they order that it does not count yet. */
function start() {
  for (const { Stage } of query('Stage')) Stage.notice = SETTLING_NOTICE;
}

function onTick() {
  const week = time.tick;
  const stages = query('Stage').sort((a, b) => a.Stage.position - b.Stage.position); // retailer first
  const last = stages.length - 1; // the factory
  const demand = params.demand[Math.min(week, params.demand.length) - 1];

  // 1 Receive: the nearest truck unloads, the other one moves up.
  for (const { Stage } of stages) {
    const [arriving, behind] = Stage.shipments;
    Stage.inventory += arriving;
    Stage.shipments = [behind, 0];
  }

  // 2 Fill: ship what was ordered and what is still owed, as far as there is stock.
  stages.forEach(({ Stage }, i) => {
    const customer = stages[i - 1]?.Stage;
    Stage.incoming = customer ? customer.mail[0] : demand;
    const due = Stage.incoming + Stage.backlog;
    const shipped = Math.min(due, Stage.inventory);
    Stage.inventory -= shipped;
    Stage.backlog = due - shipped;
    if (customer) customer.shipments = [customer.shipments[0], shipped];
  });

  // 3 Record the cost: every case in stock and every case owed costs money. Decimals, so that no cent is ever lost.
  stages.forEach(({ Stage }, i) => {
    const holding = params.holding_cost[i].times(Stage.inventory);
    const waiting = params.backlog_cost[i].times(Stage.backlog);
    Stage.cost = Stage.cost.plus(holding).plus(waiting);
  });

  // 4 Advance the slips: last week's orders reach the supplier's desk; the factory starts to brew what it asked for.
  stages.forEach(({ Stage }, i) => {
    const [, written] = Stage.mail;
    if (i === last) {
      Stage.shipments = [Stage.shipments[0], written];
      Stage.mail = [0, 0];
    } else {
      Stage.mail = [written, 0];
    }
  });

  // 5 Order: whoever sits at the stage decides, else Sterman's rule does.
  stages.forEach((row, i) => {
    const { Stage } = row;
    const supplier = stages[i + 1]?.Stage;
    const theta = params.theta[i];
    Stage.forecast = theta * Stage.incoming + (1 - theta) * Stage.forecast;

    // What is ordered and not yet here: on trucks, on the supplier's desk, and owed by the supplier.
    const onTrucks = Stage.shipments[0] + Stage.shipments[1];
    const supplyLine = onTrucks + (supplier ? Stage.mail[0] + supplier.backlog : 0);
    const net = Stage.inventory - Stage.backlog;
    const rule = Stage.forecast + params.alpha_s[i] * (params.s_prime[i] - net - params.beta[i] * supplyLine);

    let order = wishes.get(row.key) ?? Math.max(0, Math.floor(rule + 0.5));
    if (week <= SETTLING_WEEKS) {
      if (wishes.has(row.key) && order !== SETTLING_ORDER) {
        emit('OrderOverruled', { wanted: order, placed: SETTLING_ORDER, until: SETTLING_WEEKS }, row);
      }
      order = SETTLING_ORDER;
    }
    Stage.order = order;
    Stage.mail = [Stage.mail[0], order];
    if (week === SETTLING_WEEKS) Stage.notice = '';
  });
  wishes.clear();

  report(stages, demand);
}

type Place = 'retailer' | 'wholesaler' | 'distributor' | 'factory';

/** What the charts show. */
function report(stages: ReturnType<typeof query<'Stage'>>, demand: number) {
  let total = decimal('0.00');
  for (const { key, Stage } of stages) {
    const place = key as Place;
    kpi(`${place}_cost`, dollars(Stage.cost));
    kpi(`${place}_inventory`, Stage.inventory);
    kpi(`${place}_backlog`, Stage.backlog);
    kpi(`${place}_net`, Stage.inventory - Stage.backlog);
    kpi(`${place}_order`, Stage.order);
    total = total.plus(Stage.cost);
  }
  kpi('total_cost', dollars(total));
  kpi('demand', demand);
}

/** Two digits after the point; more only where a price has more. */
function dollars(amount: Decimal): Decimal {
  const cents = amount.round(2, 'half-even');
  return cents.eq(amount) ? cents : amount;
}
