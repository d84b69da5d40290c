import { comparisonGround } from '../../src/discover/comparison-ground.js';
import { customersIn } from '../../src/discover/event-columns.js';
import { outcomesOf } from '../../src/discover/outcomes.js';
/** Cells of the ground hold four stretches of a visit and sixteen classes of expectation; so many classes next to one another are one stratum. */
const CLASSES_TOGETHER = 2;
/** So many stretches of the calendar in which customers may begin, or end. */
const STRETCHES = 3;
/**
 * The same events, with all goals of a customer given, at their times, to another customer of the same stratum: with about as many goals among about as many events, who
 * came first and last in the same third of the calendar. So the season stays, how goals cluster, and which customers are inclined to them; what a customer did no longer
 * has to do with when they reached the goal. Within a stratum every assignment is as likely, whatever follows from what customers do by themselves. What is left is the
 * calendar: after an event that many have on one day, such as the beginning of a campaign, the goal still comes as often as it does to everybody on the days after it.
 */
export function givenToCustomers({ columns, random }) {
    const { starts, times, goals, from, to } = columns;
    const customers = Array.from({ length: customersIn(columns) }, (_, customer) => customer);
    const stretch = (event) => Math.min(STRETCHES - 1, Math.floor((STRETCHES * (times[event] - from)) / (to - from)));
    const stratumOf = (customer) => `${inclinationOf(columns, customer)}, ${stretch(starts[customer])} to ${stretch(starts[customer + 1] - 1)}`;
    const told = [];
    for (const [customer, giver] of exchanged(customers, stratumOf, random)) {
        const tell = (whose, isGoal) => {
            for (let event = starts[whose]; event < starts[whose + 1]; event++)
                if (goals[event] === isGoal)
                    told.push({ customer, event, time: times[event] });
        };
        tell(customer, 0);
        tell(giver, 1);
    }
    return inTime(columns, told);
}
/**
 * The same events, with what followed each given to another event of the same stratum: the same cell of the comparison ground (stretch of the calendar, place in the visit, two
 * neighbouring classes of how likely the goal was by the customer's past), of customers with about as many goals among as many events.
 *
 * A goal belongs to the last other event of its customer within the horizon before it; one that nothing came before stays. All goals of an event, none among them, go to
 * the other one, as long after it as before. So when customers are inclined stays as well, as far as the ground knows. It is no exact null hypothesis: who does much in
 * the next days gets as many more goals, and whatever foretells that, such as coming three times in a week, still foretells the goal a little.
 *
 * Where goals are events of situations, too, times stay, and what events were is given to others of the same stratum and kind: name and properties, goals among goals.
 */
export function givenToEvents({ columns, horizon, random }) {
    const strata = strataOf(columns, horizon);
    return columns.goalsAreAsked === true ? namesGiven(columns, strata, random) : goalsGiven(columns, strata, { horizon, random });
}
/** About how many goals a customer has, among about how many events; none at all apart. */
function inclinationOf({ starts, goals }, customer) {
    const [start, end] = [starts[customer], starts[customer + 1]];
    const reached = goals.subarray(start, end).reduce((sum, goal) => sum + goal, 0);
    return reached === 0 ? 'never' : `${doublings(reached)} of ${doublings(end - start)}`;
}
/** By event, a text that is the same where events are comparable. */
function strataOf(columns, horizon) {
    const { cell } = comparisonGround(columns, outcomesOf(columns, horizon));
    const strata = [];
    for (let customer = 0; customer < customersIn(columns); customer++) {
        const [start, end] = [columns.starts[customer], columns.starts[customer + 1]];
        const inclined = inclinationOf(columns, customer);
        for (let event = start; event < end; event++)
            strata.push(`${Math.floor(cell[event] / CLASSES_TOGETHER)} ${inclined}`);
    }
    return strata;
}
function doublings(count) {
    return Math.floor(Math.log2(Math.max(count, 1)));
}
/** By event, or customer, the other one whose part it gets: those of one stratum change places. */
function exchanged(events, stratumOf, random) {
    const groups = new Map();
    for (const event of events) {
        const stratum = stratumOf(event);
        const group = groups.get(stratum);
        if (group === undefined)
            groups.set(stratum, [event]);
        else
            group.push(event);
    }
    const given = new Map();
    for (const group of groups.values()) {
        const order = random.sample(group, group.length);
        for (const [place, event] of group.entries())
            given.set(event, order[place]);
    }
    return given;
}
function goalsGiven(columns, strata, { horizon, random }) {
    const others = [];
    const goalsOf = new Map();
    const told = [];
    const { starts, times, goals } = columns;
    const customerOf = new Int32Array(times.length);
    for (let customer = 0; customer < customersIn(columns); customer++) {
        let last = -1;
        for (let event = starts[customer]; event < starts[customer + 1]; event++) {
            customerOf[event] = customer;
            const time = times[event];
            if (goals[event] !== 1) {
                others.push(event);
                last = event;
                told.push({ customer, event, time });
            }
            else if (last < 0 || time - times[last] > horizon)
                told.push({ customer, event, time });
            else
                goalsOf.set(last, [...(goalsOf.get(last) ?? []), event]);
        }
    }
    for (const [event, giver] of exchanged(others, (other) => strata[other], random)) {
        const moved = times[event] - times[giver];
        for (const goal of goalsOf.get(giver) ?? [])
            told.push({ customer: customerOf[event], event: goal, time: Math.min(columns.to, times[goal] + moved) });
    }
    return inTime(columns, told);
}
/** Events as they are told, in the order of customers and time. */
function inTime(columns, told) {
    told.sort((left, right) => left.customer - right.customer || left.time - right.time || left.event - right.event);
    const order = told.map(({ event }) => event);
    return { ...inOrder(columns, order), starts: startsOf(told, customersIn(columns)), times: Float64Array.from(told, ({ time }) => time) };
}
/** By customer where their events begin, and at last where all end. */
function startsOf(told, customers) {
    const starts = new Int32Array(customers + 1);
    for (const { customer } of told)
        starts[customer + 1] = starts[customer + 1] + 1;
    for (let customer = 0; customer < customers; customer++)
        starts[customer + 1] = starts[customer + 1] + starts[customer];
    return starts;
}
/** Names and properties change places where both events are goals, or neither is; times and goals stay. */
function namesGiven(columns, strata, random) {
    const { goals } = columns;
    const events = Array.from(goals.keys());
    const given = exchanged(events, (event) => `${strata[event]} ${goals[event]}`, random);
    return inOrder(columns, events.map((event) => given.get(event)));
}
/** What events are, in another order. */
function inOrder(columns, order) {
    return {
        ...columns,
        names: Uint16Array.from(order, (event) => columns.names[event]),
        goals: Uint8Array.from(order, (event) => columns.goals[event]),
        properties: columns.properties.map((property) => ({
            ...property,
            cells: Int32Array.from(order, (event) => property.cells[event]),
        })),
    };
}
