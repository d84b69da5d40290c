import type { CampaignActed, CampaignPage } from '@cusp/engine/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { post } from '../api/client.js';
import { campaignPageTexts as texts } from '../texts/campaign-pages-en.js';
import { CampaignStateBadge } from './campaign-state.js';
import { NeedsRole } from './needs-role.js';
import { Panel } from './panel.js';
import { PersonField } from './person-field.js';
import { ProblemBox } from './problem-box.js';
import { ReasonField } from './reason-field.js';
import { When } from './when.js';

type Action = CampaignPage['acts'][number]['action'];

/** What can be done from each state, what is meant most often first. */
const ACTIONS: Record<CampaignPage['state'], readonly Action[]> = {
  running: ['pause', 'stop'],
  paused: ['run', 'stop'],
  stopped: ['run'],
  awaitingApproval: ['approve', 'stop'],
};
/** What takes an action back; an approval stays. A stop ends what waits, and cannot bring it back: only the campaign. */
const BACK: Partial<Record<Action, Action>> = { pause: 'run', stop: 'run', run: 'pause' };

/** Whether the campaign acts, and the ways to change that: done at once, and undone as easily. */
export function CampaignActions({ campaign }: { campaign: CampaignPage }) {
  const { name, version, state, held, approval, acts } = campaign;
  const [reason, setReason] = useState('');
  const [last, setLast] = useState<Action | undefined>(undefined);
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: (action: Action) =>
      post<CampaignActed>(`/campaigns/${encodeURIComponent(name)}/${action}`, {
        ...(reason.trim() !== '' && { reason: reason.trim() }),
        ...(action === 'approve' && { version }),
      }),
    onSuccess: async (_acted, action) => {
      setLast(action);
      setReason('');
      await Promise.all([['campaign', name], ['campaigns']].map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
  const back = last === undefined ? undefined : BACK[last];
  return (
    <Panel title={texts.acts} aside={<CampaignStateBadge state={state} held={held} />}>
      <NeedsRole role="approver">
        <form className="definition-form" onSubmit={(event) => event.preventDefault()}>
          <ReasonField label={texts.why} value={reason} onChange={setReason} longest={1_000} />
          <PersonField />
          <ActionButtons campaign={campaign} isBusy={act.isPending} onAct={(action) => act.mutate(action)} />
          <div role="status">
            {last !== undefined && (
              <p>
                {texts.done(texts.do[last])}{' '}
                {back !== undefined && (
                  <button type="button" className="quiet" onClick={() => act.mutate(back)}>
                    {texts.undo}
                  </button>
                )}
              </p>
            )}
          </div>
          {act.error && <ProblemBox error={act.error} />}
        </form>
      </NeedsRole>
      {approval !== null && approval.approvedBy !== null && approval.approvedAt !== null && (
        <p>
          {approval.approvedBy} {texts.did.approve} {version}, <When at={approval.approvedAt} />
        </p>
      )}
      {acts.length === 0 ? <p className="dim">{state === 'awaitingApproval' ? texts.noActsYet : texts.noActs}</p> : <Acts acts={acts} />}
    </Panel>
  );
}

interface ActionButtonsProps {
  readonly campaign: CampaignPage;
  readonly isBusy: boolean;
  readonly onAct: (action: Action) => void;
}

/** What can be done now; an approval that would not count is disabled, and says why. */
function ActionButtons({ campaign: { version, state, held, said, approval, mayApprove }, isBusy, onAct }: ActionButtonsProps) {
  const id = useId();
  // Paused with all: this one by itself has nothing to be let run from.
  const shown = held && state === 'paused' && said?.action !== 'pause' ? ['stop' as const] : ACTIONS[state];
  const note = state === 'awaitingApproval' && approval?.fourEyes === true ? id : undefined;
  return (
    <>
      <p className="definition-actions">
        {shown.map((action, index) => (
          <button
            key={action}
            type="button"
            className={`button ${index === 0 && (action === 'run' || action === 'approve') ? 'button-strong' : ''}`}
            disabled={isBusy || (action === 'approve' && !mayApprove)}
            aria-describedby={action === 'approve' ? note : undefined}
            onClick={() => onAct(action)}
          >
            {action === 'approve' ? texts.approve(version) : texts.do[action]}
          </button>
        ))}
      </p>
      {note !== undefined && (
        <p id={note} className={mayApprove ? 'dim' : 'stale'}>
          {mayApprove ? texts.fourEyes : texts.notYourEyes}
        </p>
      )}
    </>
  );
}

function Acts({ acts }: { acts: CampaignPage['acts'] }) {
  return (
    <ul className="rows">
      {acts.slice(0, 12).map(({ actId, action, version, by, reason, at, campaign }) => (
        <li key={actId}>
          <strong>{by}</strong> {campaign === null ? texts.didAll[action] : texts.did[action]} {version}
          {reason !== '' && <span className="dim"> · {reason}</span>} <When at={at} />
        </li>
      ))}
    </ul>
  );
}
