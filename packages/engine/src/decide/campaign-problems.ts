import type { CampaignDefinition } from '../vocabulary/campaign.js';
import type { DefinitionProblem } from '../vocabulary/definition.js';
import type { JsonObject } from '../vocabulary/json.js';
import { compileMessage } from './message.js';

/**
 * What is wrong with what a campaign says about deciding, beyond its shape and its conditions: templates that cannot be read or name what
 * there is not, and names given twice.
 * @param hasMetric whether there is a metric of this name
 */
export function campaignProblems(campaign: CampaignDefinition, hasMetric: (name: string) => boolean): readonly DefinitionProblem[] {
  const { variants = [], offers = [], followUps = [] } = campaign;
  const messages: (readonly [pointer: string, message: JsonObject])[] = [
    ['/message', campaign.message],
    ...variants.map(({ message }, index) => [`/variants/${index}/message`, message] as const),
    ...followUps.map(({ message }, index) => [`/followUps/${index}/message`, message] as const),
  ];
  const problem: Problem = (code, pointer, message, remedy) => ({
    code,
    kind: campaign.kind,
    name: campaign.name,
    pointer,
    message,
    remedy,
  });
  return [
    ...messages.flatMap(([pointer, message]) => templateProblems(pointer, message, problem)),
    ...messages.flatMap(([pointer, message]) => metricProblems(pointer, message, hasMetric, problem)),
    ...namesTwice('/variants', variants, problem),
    ...namesTwice('/offers', offers, problem),
  ];
}

type Problem = (code: string, pointer: string, message: string, remedy: string) => DefinitionProblem;

function templateProblems(place: string, message: JsonObject, problem: Problem): readonly DefinitionProblem[] {
  const remedy = 'see docs/guide/campaigns.md for what templates may say; {% raw %}…{% endraw %} keeps braces as they are';
  return compileMessage(message).faults.map(({ pointer, message: what, line }) =>
    problem('template_error', `${place}${pointer}`, line === undefined ? what : `line ${line}: ${what}`, remedy),
  );
}

function metricProblems(
  place: string,
  message: JsonObject,
  hasMetric: (name: string) => boolean,
  problem: Problem,
): readonly DefinitionProblem[] {
  return compileMessage(message).looksAt.flatMap(([root, name]) => {
    if (root !== 'metrics' || (name !== undefined && hasMetric(name))) return [];
    if (name === undefined)
      return [problem('template_error', place, 'a template names a metric that only shows when it is filled in', 'name the metric')];
    return [
      problem(
        'invalid_reference',
        place,
        `there is no metric "${name}"`,
        'publish the metric with the campaign, or name one that is in force',
      ),
    ];
  });
}

function namesTwice(place: string, named: readonly { readonly name: string }[], problem: Problem): readonly DefinitionProblem[] {
  const seen = new Set<string>();
  return named.flatMap(({ name }, index) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [problem('invalid_definition', `${place}/${index}/name`, `"${name}" is named twice`, 'give one of them another name')];
  });
}
