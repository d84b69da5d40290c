import type { QuarantineGroups, RepairResult, RepairRule } from '@cusp/engine/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { post } from '../api/client.js';
import { repairPreviewQuery } from '../api/queries.js';
import { draftOf, type RuleDraft, ruleOf } from '../format/repair-rule.js';
import { texts } from '../texts/en.js';
import { NeedsRole } from './needs-role.js';
import { ProblemBox } from './problem-box.js';
import { RepairPreview } from './repair-preview.js';
import { RepairRuleRow } from './repair-rule-row.js';

/** Items that one request goes through. */
const PART = 200;

interface Done {
  readonly through: number;
  readonly total: number;
}

/** Which items the rules are for. */
interface RepairChoice {
  readonly source: string | undefined;
  readonly reason: string | undefined;
}

/** Builds rules for what the filter leaves, shows at once what they would do, and applies them. */
export function RepairForm({ choice, groups }: { choice: RepairChoice; groups: QuarantineGroups['groups'] }) {
  const [drafts, setDrafts] = useState<readonly RuleDraft[]>(() => [draftOf(0, likelyField(groups, choice))]);
  const [progress, setProgress] = useState(0);
  const client = useQueryClient();
  const rules = drafts.flatMap((draft) => ruleOf(draft) ?? []);
  const shown = useDeferredValue(rules);
  const preview = useQuery({ ...repairPreviewQuery(choice, shown), enabled: shown.length > 0 });
  const repair = useMutation({
    mutationFn: () => repairAll(choice, rules, setProgress),
    onSettled: () => Promise.all(['quarantine', 'sources'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  const replace = (changed: RuleDraft) => setDrafts(drafts.map((draft) => (draft.id === changed.id ? changed : draft)));
  return (
    <NeedsRole role="editor">
      <form
        className="repair"
        onSubmit={(event) => {
          event.preventDefault();
          repair.mutate();
        }}
      >
        <h3>{texts.quarantine.repairTitle}</h3>
        <p className="dim">{texts.quarantine.repairText}</p>
        <ol className="repair-rules">
          {drafts.map((draft) => (
            <RepairRuleRow
              key={draft.id}
              draft={draft}
              onChange={replace}
              onRemove={drafts.length > 1 ? () => setDrafts(drafts.filter(({ id }) => id !== draft.id)) : undefined}
            />
          ))}
        </ol>
        <p className="repair-foot">
          <button type="button" className="button button-small" onClick={() => setDrafts([...drafts, draftOf(nextId(drafts), '')])}>
            {texts.quarantine.addRule}
          </button>
          <button
            type="submit"
            className="button button-small button-strong"
            disabled={rules.length === 0 || preview.data?.matching === 0 || repair.isPending}
          >
            {repair.isPending ? texts.quarantine.repairing(progress) : texts.quarantine.repair(preview.data?.matching)}
          </button>
        </p>
        {preview.error && <ProblemBox error={preview.error} />}
        {repair.error && <ProblemBox error={repair.error} />}
        {repair.data && <p role="status">{texts.data.replayDone(repair.data.through, repair.data.total)}</p>}
        {preview.data && preview.data.matching > 0 && shown.length > 0 && <RepairPreview preview={preview.data} />}
      </form>
    </NeedsRole>
  );
}

/** Goes through all that waits, part by part. */
async function repairAll(choice: RepairChoice, rules: readonly RepairRule[], onProgress: (done: number) => void): Promise<Done> {
  let through = 0;
  let total = 0;
  let cursor: string | null = null;
  do {
    const body: object = { filter: choice, rules, limit: PART, ...(cursor !== null && { cursor }) };
    const part: RepairResult = await post<RepairResult>('/quarantine/repair', body);
    total += part.results.length;
    through += part.results.filter(({ status }) => status !== 'quarantined').length;
    onProgress(total);
    cursor = part.nextCursor;
  } while (cursor !== null);
  return { through, total };
}

/** The field that most of what waits stumbled over. */
function likelyField(groups: QuarantineGroups['groups'], { source, reason }: RepairChoice): string {
  const fitting = groups.filter(
    (group) => group.waiting > 0 && (source === undefined || group.source === source) && (reason === undefined || group.reason === reason),
  );
  return fitting[0]?.field ?? '';
}

function nextId(drafts: readonly RuleDraft[]): number {
  return Math.max(...drafts.map(({ id }) => id)) + 1;
}
