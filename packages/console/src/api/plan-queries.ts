import type { DefinitionList, SuggestedPlan } from '@cusp/engine/contract';
import { queryOptions } from '@tanstack/react-query';
import { get, put } from './client.js';

/** The tracking plans in force. */
export const plansQuery = queryOptions({
  queryKey: ['tracking-plans'],
  queryFn: async ({ signal }) => {
    const { definitions } = await get<DefinitionList>('/definitions', { kind: 'tracking-plan' }, signal);
    return definitions.filter(({ inForce }) => inForce);
  },
});

/** Makes a draft of a plan from what a source has sent. @returns the plan's name */
export async function draftPlanOf(source: string, note: (events: number) => string): Promise<string> {
  const { definition, events } = await get<SuggestedPlan>(`/sources/${encodeURIComponent(source)}/suggested-plan`);
  await put(`/drafts/tracking-plan/${encodeURIComponent(source)}`, { definition, note: note(events) });
  return source;
}
