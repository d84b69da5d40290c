import type { Definitions } from './definitions.js';
import { exportProblems } from './exports/check-export.js';
import { experimentProblems } from './experiments/check-experiment.js';
import { matchingProblems } from './matching/check-matching.js';
import type { SourceDefinition } from '../vocabulary/source.js';
import type { SubscriptionDefinition } from '../vocabulary/subscription.js';
import type { Definition, DefinitionProblem } from '../vocabulary/definition.js';
import { channelProblems } from './check-channels.js';
import type { ExperimentDefinition } from '../vocabulary/experiment.js';
import { scheduleFault } from './campaigns/campaign-times.js';
import type { CampaignDefinition, CampaignSchedule } from '../vocabulary/campaign.js';

/** Finds what refers to something that is neither in force nor published with it, and names that are given twice. */
export function checkReferences(
  definitions: readonly Definition[],
  removed: readonly { readonly kind: string; readonly name: string }[],
  inForce: Definitions,
): readonly DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const exists = (kind: 'segment' | 'moment' | 'surge' | 'tracking-plan', name: string): boolean => {
    if (definitions.some((definition) => definition.kind === kind && definition.name === name)) return true;
    return inForce.get(kind, name) !== undefined && !removed.some((other) => other.kind === kind && other.name === name);
  };
  const experimentsThen = experimentsAfter(definitions, removed, inForce);
  const seen = new Set<string>();
  problems.push(...workspaceProblems(definitions, removed, inForce), ...matchingProblems(definitions, removed, inForce));
  for (const definition of definitions) {
    const key = `${definition.kind} ${definition.name}`;
    if (seen.has(key)) problems.push(problem(definition, '/name', `${key} is defined twice`, 'give one of them another name'));
    seen.add(key);
    if (definition.kind === 'campaign') problems.push(...campaignProblems(definition, exists), ...channelProblems(definition));
    if (definition.kind === 'experiment') problems.push(...experimentProblems(definition, experimentsThen, exists));
    if (definition.kind === 'export') problems.push(...exportProblems(definition, exists));
    if (definition.kind === 'subscription') problems.push(...subscriptionProblems(definition, exists));
    if (definition.kind === 'source') problems.push(...planProblems(definition, exists));
    if (definition.kind === 'surge' && definition.segment !== undefined && !exists('segment', definition.segment))
      problems.push(
        problem(
          definition,
          '/segment',
          `there is no segment "${definition.segment}"`,
          'publish it with the surge, or name one that is in force',
        ),
      );
  }
  for (const { definition } of inForce.of('campaign')) {
    if (seen.has(`campaign ${definition.name}`) || removed.some(({ kind, name }) => kind === 'campaign' && name === definition.name))
      continue;
    problems.push(...campaignProblems(definition, exists));
  }
  for (const { definition } of inForce.of('export')) {
    const isReplaced = seen.has(`export ${definition.name}`);
    if (isReplaced || removed.some(({ kind, name }) => kind === 'export' && name === definition.name)) continue;
    problems.push(...exportProblems(definition, exists));
  }
  for (const { definition } of inForce.of('subscription')) {
    const isReplaced = seen.has(`subscription ${definition.name}`);
    if (isReplaced || removed.some(({ kind, name }) => kind === 'subscription' && name === definition.name)) continue;
    problems.push(...subscriptionProblems(definition, exists));
  }
  return problems;
}

/** The experiments that there will be. */
function experimentsAfter(
  definitions: readonly Definition[],
  removed: readonly { readonly kind: string; readonly name: string }[],
  inForce: Definitions,
): readonly ExperimentDefinition[] {
  const given = definitions.filter((definition) => definition.kind === 'experiment');
  const isGone = (name: string): boolean =>
    given.some((other) => other.name === name) || removed.some((other) => other.kind === 'experiment' && other.name === name);
  return [...given, ...inForce.of('experiment').flatMap(({ definition }) => (isGone(definition.name) ? [] : [definition]))];
}

/** Two workspaces would say twice which zone counts. */
function workspaceProblems(
  definitions: readonly Definition[],
  removed: readonly { readonly kind: string; readonly name: string }[],
  inForce: Definitions,
): readonly DefinitionProblem[] {
  const given = definitions.filter(({ kind }) => kind === 'workspace');
  const staying = inForce
    .of('workspace')
    .map(({ definition }) => definition)
    .filter(({ name }) => !given.some((other) => other.name === name))
    .filter(({ name }) => !removed.some((other) => other.kind === 'workspace' && other.name === name));
  const [first, ...more] = [...staying, ...given];
  const remedy = `change workspace "${first?.name}", or remove it`;
  return more.map((other) => problem(other, '/name', `there is a workspace already: "${first?.name}"`, remedy));
}

function campaignProblems(campaign: CampaignDefinition, exists: (kind: Triggering, name: string) => boolean): DefinitionProblem[] {
  const missing = triggeredBy(campaign)
    .filter(([kind, name]) => !exists(kind, name))
    .map(([kind, name, pointer]) =>
      problem(campaign, pointer, `there is no ${kind} "${name}"`, `publish the ${kind} with the campaign, or name one that is in force`),
    );
  return [...('schedule' in campaign.trigger ? scheduleProblems(campaign, campaign.trigger.schedule) : []), ...missing];
}

type Triggering = 'segment' | 'moment' | 'surge';

/** What a campaign's trigger names, and where. */
function triggeredBy({ trigger }: CampaignDefinition): readonly (readonly [kind: Triggering, name: string, pointer: string])[] {
  if ('entered' in trigger) return [['segment', trigger.entered, '/trigger/entered']];
  if ('moment' in trigger) return [['moment', trigger.moment, '/trigger/moment']];
  if ('schedule' in trigger) return [['segment', trigger.schedule.segment, '/trigger/schedule/segment']];
  const { name, segment } = trigger.surge;
  return [
    ['surge', name, '/trigger/surge/name'],
    ['segment', segment, '/trigger/surge/segment'],
  ];
}

function scheduleProblems({ kind, name }: CampaignDefinition, schedule: CampaignSchedule): DefinitionProblem[] {
  const fault = scheduleFault(schedule);
  const remedy = 'write five fields of cron, such as 0 9 * * 1, and a zone of the IANA database, such as Europe/Berlin';
  return fault === undefined ? [] : [{ kind, name, code: 'invalid_value', pointer: '/trigger/schedule', message: fault, remedy }];
}

function subscriptionProblems(
  subscription: SubscriptionDefinition,
  exists: (kind: 'segment' | 'moment' | 'surge', name: string) => boolean,
): DefinitionProblem[] {
  const { segments, moments, surges } = subscription;
  if (segments === undefined && moments === undefined && surges === undefined)
    return [problem(subscription, '/segments', 'it names nothing to be told of', 'give it segments, moments, surges, or several')];
  const missing = (kind: 'segment' | 'moment' | 'surge', names: SubscriptionDefinition['segments'] = []): DefinitionProblem[] => {
    if (names === 'all') return [];
    const remedy = `publish the ${kind} with it, or name one that is in force`;
    return names.flatMap((name, index) => {
      if (exists(kind, name)) return [];
      return [problem(subscription, `/${kind}s/${index}`, `there is no ${kind} "${name}"`, remedy)];
    });
  };
  return [...missing('segment', segments), ...missing('moment', moments), ...missing('surge', surges)];
}

function planProblems(source: SourceDefinition, exists: (kind: 'tracking-plan', name: string) => boolean): DefinitionProblem[] {
  const { trackingPlan } = source;
  if (trackingPlan === undefined || exists('tracking-plan', trackingPlan)) return [];
  const message = `there is no tracking plan "${trackingPlan}"`;
  return [problem(source, '/trackingPlan', message, 'publish the plan with the source, or name one that is in force')];
}

function problem(definition: Definition, pointer: string, message: string, remedy: string): DefinitionProblem {
  return { code: 'invalid_reference', kind: definition.kind, name: definition.name, pointer, message, remedy };
}
