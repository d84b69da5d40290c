/**
 * Mistakes that somebody might make in the engine, each as a piece of its built code and what stands there instead. The oracle has to find
 * every one of them. A piece that is not there exactly once is itself a mistake: the code has changed, and this list with it.
 * @type {readonly {name: string, file: string, from: string, to: string, sequences?: boolean, deciding?: boolean}[]}
 */
export const ENGINE_MUTATIONS = [
  change(
    'gte leaves out its operand',
    'timeline/operators.js',
    'ordered((difference) => difference >= 0)',
    'ordered((difference) => difference > 0)',
  ),
  change(
    'lte leaves out its operand',
    'timeline/operators.js',
    'ordered((difference) => difference <= 0)',
    'ordered((difference) => difference < 0)',
  ),
  change(
    'gt takes in its operand',
    'timeline/operators.js',
    'ordered((difference) => difference > 0)',
    'ordered((difference) => difference >= 0)',
  ),
  change(
    'lt takes in its operand',
    'timeline/operators.js',
    'ordered((difference) => difference < 0)',
    'ordered((difference) => difference <= 0)',
  ),
  change('between leaves out its lower end', 'timeline/operators.js', 'fromLow >= 0', 'fromLow > 0'),
  change('between leaves out its upper end', 'timeline/operators.js', 'toHigh <= 0', 'toHigh < 0'),
  change(
    'before takes in its operand',
    'timeline/operators.js',
    'timed((value, operand) => value < operand)',
    'timed((value, operand) => value <= operand)',
  ),
  change(
    'after takes in its operand',
    'timeline/operators.js',
    'timed((value, operand) => value > operand)',
    'timed((value, operand) => value >= operand)',
  ),
  change('startsWith looks anywhere', 'timeline/operators.js', 'value.startsWith(operand)', 'value.includes(operand)'),
  change('endsWith looks anywhere', 'timeline/operators.js', 'value.endsWith(operand)', 'value.includes(operand)'),
  change('contains overlooks items', 'timeline/operators.js', 'return value.includes(operand);', 'return false;'),
  change('a sequence may not take all of its time', 'detect/patterns/run.js', 'timestamp - start <= within', 'timestamp - start < within'),
  change(
    'a sequence may take a millisecond more',
    'detect/patterns/run.js',
    'timestamp - start <= within',
    'timestamp - start <= within + 1',
  ),
  change(
    'a pattern may not take all of its time',
    'detect/patterns/search.js',
    'at - time <= this.#input.within',
    'at - time < this.#input.within',
  ),
  change(
    'a pattern may take a millisecond more',
    'detect/patterns/search.js',
    'at - time <= this.#input.within',
    'at - time <= this.#input.within + 1',
  ),
  change(
    'what may not come last may come at the last instant',
    'detect/patterns/search.js',
    '(time) => time > at)',
    '(time) => time >= at)',
  ),
  change('a guard is asked now, not at the event', 'detect/patterns/guard.js', 'this.#outer.rows.timestamp(row)', 'this.#outer.now'),
  change(
    'a guard is asked just before the event',
    'detect/patterns/guard.js',
    'this.#outer.rows.timestamp(row)',
    'this.#outer.rows.timestamp(row) - 1',
  ),
  change(
    'what a guard asks about does not concern its moment',
    'detect/patterns/steps.js',
    '...guards.flatMap(({ condition }) => condition.filtersOf(name))',
    '',
  ),
  change('a cooldown is over a millisecond late', 'detect/patterns/matches.js', 'match.at < silentUntil', 'match.at <= silentUntil'),
  change(
    'a cooldown is over a millisecond early',
    'detect/patterns/matches.js',
    'silentUntil = match.at + cooldown',
    'silentUntil = match.at + cooldown - 1',
  ),
  change(
    'sameAs holds of missing values',
    'detect/patterns/steps.js',
    'value === ABSENT || value === NULL || other === ABSENT || other === NULL',
    'value === NULL || other === NULL',
  ),
  change('a moment stays in its window a millisecond more', 'detect/conditions/moment.js', 'at > after)', 'at >= after)'),
  change('a moment leaves its window a millisecond early', 'detect/conditions/moment.js', 'at > after)', 'at > after + 1)'),
  change('the end of a moment in its window is told a millisecond late', 'detect/conditions/moment.js', 'keeper.at));', 'keeper.at) + 1);'),
  change('a rolling window is a millisecond longer', 'timeline/window.js', 'after: now - this.#length,', 'after: now - this.#length - 1,'),
  change('a rolling window is a millisecond shorter', 'timeline/window.js', 'after: now - this.#length,', 'after: now - this.#length + 1,'),
  change(
    'the end of a rolling window is told a millisecond late',
    'timeline/window.js',
    'return timestamp + this.#length;',
    'return timestamp + this.#length + 1;',
  ),
  change(
    'a period leaves out its first millisecond',
    'timeline/window.js',
    '{ after: start - 1, upTo: timeline.now',
    '{ after: start, upTo: timeline.now',
  ),
  change(
    'a period takes in a millisecond before it',
    'timeline/window.js',
    '{ after: start - 1, upTo: timeline.now',
    '{ after: start - 2, upTo: timeline.now',
  ),
  change(
    'the period before takes in the first millisecond of this one',
    'timeline/window.js',
    '{ after: before - 1, upTo: start - 1',
    '{ after: before - 1, upTo: start',
  ),
  change(
    'a period ends a millisecond late',
    'timeline/window.js',
    'upTo: timeline.now, jumpsAt: end }',
    'upTo: timeline.now, jumpsAt: end + 1 }',
  ),
  change('customers who tell no zone live in UTC', 'timeline/customer-zone.js', ' ?? this.#workspace;', " ?? timeZone('UTC');"),
  change(
    'what customers say of their zone is overlooked',
    'timeline/customer-zone.js',
    "typeof name === 'string' ? timeZone(name) : undefined",
    'undefined',
  ),
  change('the hour is that of UTC', 'profile/metrics/local-time.js', 'read(zone.localAt(at))', 'read(at)'),
  change('weeks begin on Sunday', 'profile/metrics/local-time.js', 'DAY) + 3)', 'DAY) + 4)'),
  change(
    'a metric stays in its window a millisecond more',
    'profile/metrics/metric.js',
    'timestamp <= span.after',
    'timestamp < span.after',
  ),
  change('an interval is divided by the events', 'profile/metrics/aggregates.js', 'spanned / (count - 1)', 'spanned / count'),
  change('an interval is told of one event', 'profile/metrics/aggregates.js', 'count < 2 ? null', 'count < 1 ? null'),
  change(
    'of equally frequent values the oldest is the top',
    'profile/metrics/aggregates.js',
    'one.times > top.times',
    'one.times >= top.times',
  ),
  change('a ratio of nothing is nothing', 'profile/metrics/combinations.js', 'denominator === 0 ? null', 'denominator === 0 ? 0'),
  change(
    'a metric passes its bound a millisecond late',
    'detect/conditions/metric.js',
    'timeline.changesAt(timeline.now + by)',
    'timeline.changesAt(timeline.now + by + 1)',
  ),
  change(
    'half an hour of silence does not end a session',
    'timeline/sessions/sessions.js',
    'timestamp - walk.aliveAt < SESSION_SILENCE',
    'timestamp - walk.aliveAt <= SESSION_SILENCE',
  ),
  change(
    'a later choice does not end what a merge denied',
    'govern/consent.js',
    'inForce[next].at <= link.at',
    'inForce[next].at < link.at + 60_000',
  ),
  change(
    'a segment holds customers who do not permit its purpose',
    'detect/conditions/segment.js',
    '...(permitted === undefined ? [] : [permitted])',
    '...[]',
  ),
  change(
    'a moment happens to customers who do not permit its purpose',
    'detect/read-moment.js',
    'permitted === undefined || compilation',
    'permitted !== null || compilation',
  ),
  change(
    'silence allows everywhere what it allows somewhere',
    'detect/conditions/permits.js',
    "consent === 'optOut' ? silent : allOf([silent, new SilenceAllows(consent, compilation)])",
    'silent',
  ),
  change(
    'a customer lives where they first lived',
    'timeline/region.js',
    'if (column.at(row) !== ABSENT)',
    'if (timeline.olderOf(row) === NO_ROW && column.at(row) !== ABSENT)',
  ),
  change(
    'the oldest score counts',
    'detect/conditions/score.js',
    'this.#cellOf(timeline.newestOf(this.#event))) === true',
    'this.#cellOf(timeline.olderOf(timeline.newestOf(this.#event)))) === true',
  ),
  inIdentity(
    'a block is ignored',
    'identify/constraints.js',
    'if (!right.has(other))\n                    continue;',
    'if (right.has(other) || true)\n                    continue;',
  ),
  inIdentity('the oldest decision is in force', 'identify/decisions-in-force.js', 'before.at > decision.at', 'before.at < decision.at'),
  inIdentity(
    'an unmerge does not part',
    'identify/identity-graph.js',
    "if (decision?.action === 'unmerge')",
    'if (decision?.parts === null)',
  ),
  inIdentity(
    'links are followed in the order in which they came',
    'identify/constraints.js',
    '[...links()].sort(this.#input.compare)',
    '[...links()]',
  ),
  inIdentity(
    'the id of a customer is not worked out anew',
    'identify/identity-graph.js',
    '#regroup(around) {\n        this.#represented = undefined;',
    '#regroup(around) {',
  ),
  inIdentity(
    'people who said different things and are joined have not denied',
    'govern/consent.js',
    'if (left.granted !== right.granted)',
    'if (left.granted === null)',
  ),
  inIdentity('what was decided counts since for ever', 'engine/look.js', 'link.decision.at', '0'),
  inIdentity(
    'what matching says is trusted more than events',
    'identify/trust.js',
    "evidence === 'learned' ? 2 : 1",
    "evidence === 'learned' ? 0.5 : 1",
  ),
  inIdentity(
    'the less sure of two learned links is trusted more',
    'identify/trust.js',
    '(right.decision.learned?.bits ?? 0) - (left.decision.learned?.bits ?? 0)',
    '(left.decision.learned?.bits ?? 0) - (right.decision.learned?.bits ?? 0)',
  ),
  inIdentity(
    'whoever is parted loses the most trusted link',
    'identify/parting.js',
    '[...way].sort(compare).at(-1)',
    '[...way].sort(compare).at(0)',
  ),
  inIdentity(
    'of several merges on a way the oldest ends',
    'identify/parting.js',
    'right.decision.at - left.decision.at',
    'left.decision.at - right.decision.at',
  ),
  inIdentity(
    'a merge overlooks blocks',
    'engine/identity-decisions.js',
    'if (block !== undefined)\n                throw',
    'if (block === null)\n                throw',
  ),
  inIdentity(
    'what others said of the erased comes back with the journal',
    'engine/replay.js',
    'pipeline.forgetAgain(this.#hashed.find(identifierHashes))',
    '[]',
  ),
  inIdentity(
    'a retired id leads nowhere',
    'identify/identity-graph.js',
    'identifier === undefined ? undefined : this.customerOf(identifier)',
    'identifier',
  ),
  inDeciding('a cap lets one more through', 'decide/checks/frequency-cap.js', 'sent < times', 'sent <= times'),
  inDeciding('a cap counts a millisecond more', 'decide/checks/frequency-cap.js', 'at > windowStart', 'at >= windowStart'),
  inDeciding('stock is oversold by one', 'decide/checks/offer.js', '?.taken ?? 0) < stock', '?.taken ?? 0) <= stock'),
  inDeciding('a budget pays for one more', 'decide/checks/budget.js', 'sends < most', 'sends <= most'),
  inDeciding('a surge that is told again gives another turn', 'decide/scheduled-turn.js', 'turn.surge?.surgeId ?? turn.at', 'turn.at'),
  inDeciding(
    'all times of a schedule give one turn',
    'decide/scheduled-turn.js',
    'turn.surge?.surgeId ?? turn.at',
    'turn.surge?.surgeId ?? 0',
  ),
];

/** One that random histories of deciding have to find. @type {typeof change} */
function inDeciding(name, file, from, to) {
  return { ...change(name, file, from, to), deciding: true };
}

/** One that random sequences of events and decisions have to find. @type {typeof change} */
function inIdentity(name, file, from, to) {
  return { ...change(name, file, from, to), sequences: true };
}

/**
 * @param {string} name
 * @param {string} file under the engine's `dist`
 * @param {string} from
 * @param {string} to
 */
function change(name, file, from, to) {
  return { name, file, from, to };
}
