import { entryValue } from '../../journal/entries.js';
import type { Entry } from '../../journal/journal.js';
import type { Change, ChangeSubject } from '../../vocabulary/change.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import type { AccessAct, AccessAction } from '../../vocabulary/access.js';
import type { Publication } from '../../vocabulary/definition.js';

/** What an entry says was changed: several things, when many definitions were published at once. */
export type DescribedChange = Omit<Change, 'id'>;

/** By what the engine itself brings to an end what somebody asked for. */
const ENGINE = 'cusp';
/** Of one publication at most so many definitions are named one by one. */
const MOST_NAMED = 50;

/** What people did, as an entry has it; nothing for entries that have been redacted, and for what says nothing new. */
export function changesIn(entry: Entry): readonly DescribedChange[] {
  switch (entry.kind) {
    case 'publication':
      return published(entryValue(entry, 'publication'));
    case 'draft': {
      const value = entryValue(entry, 'draft');
      if ('discarded' in value)
        return [{ ...plain(value.at, value.by, 'draft_discarded', subject(value.discarded)), detail: null, reason: null }];
      const { at, by, note, definition } = value.saved;
      return [{ ...plain(at, by, 'draft_saved', subject(definition)), detail: null, reason: note }];
    }
    case 'identityDecision': {
      const { at, by, action, identifiers, reason } = entryValue(entry, 'identityDecision');
      const [left, right] = identifiers.map(formatIdentifier) as [string, string];
      return [{ ...plain(at, by, `identity_${action}`, { kind: 'customer', name: left }), detail: right, reason: reason || null }];
    }
    case 'campaignAct': {
      const { at, by, action, campaign, version, reason } = entryValue(entry, 'campaignAct');
      const about: ChangeSubject = campaign === null ? { kind: 'acting', name: 'all' } : { kind: 'campaign', name: campaign };
      return [{ ...plain(at, by, `campaign_${action}`, about), detail: version === null ? null : String(version), reason: reason || null }];
    }
    case 'repair': {
      const { at, by, repairId, status, items } = entryValue(entry, 'repair');
      if (status !== 'requested') return [];
      return [{ ...plain(at, by, 'repaired', { kind: 'quarantine', name: repairId }), detail: String(items.length), reason: null }];
    }
    case 'erasure': {
      const { at, requestId, status } = entryValue(entry, 'erasure');
      return status === 'done'
        ? [{ ...plain(at, ENGINE, 'erased', { kind: 'erasure', name: requestId }), detail: null, reason: null }]
        : [];
    }
    case 'accessAct':
      return [access(entryValue(entry, 'accessAct'))];
    default:
      return [];
  }
}

function plain(at: number, by: string, action: string, about: ChangeSubject): Pick<Change, 'at' | 'by' | 'action' | 'about'> {
  return { at, by, action, about };
}

function subject({ kind, name }: ChangeSubject): ChangeSubject {
  return { kind, name };
}

function published({ at, by, reason, definitions, removed }: Publication): readonly DescribedChange[] {
  const put = definitions.map(({ definition: { kind, name }, version }) => ({
    ...plain(at, by, 'published', { kind, name }),
    detail: String(version),
    reason,
  }));
  const gone = removed.map((ref) => ({ ...plain(at, by, 'unpublished', subject(ref)), detail: null, reason }));
  const all = [...put, ...gone];
  const rest = all.length - MOST_NAMED;
  if (rest <= 0) return all;
  const more = { ...plain(at, by, 'published', { kind: 'definitions', name: `${rest} more` }), detail: null, reason };
  return [...all.slice(0, MOST_NAMED), more];
}

const ABOUT: Readonly<Record<AccessAction, ChangeSubject['kind']>> = {
  person_invited: 'person',
  person_changed: 'person',
  person_removed: 'person',
  person_restored: 'person',
  password_set: 'person',
  signed_in: 'sign-in',
  signed_out: 'sign-in',
  sign_in_failed: 'sign-in',
  token_issued: 'token',
  token_revoked: 'token',
  key_issued: 'source',
  key_revoked: 'source',
  secret_set: 'secret',
  secret_removed: 'secret',
  erasure_asked: 'erasure',
};

function access({ at, by, action, about, detail }: AccessAct): DescribedChange {
  return { ...plain(at, by, action, { kind: ABOUT[action], name: about }), detail, reason: null };
}
