import { type RuleDraft, RULE_KINDS, type RuleKind } from '../format/repair-rule.js';
import { texts } from '../texts/en.js';

/** One rule in the making. */
export function RepairRuleRow({
  draft,
  onChange,
  onRemove,
}: {
  draft: RuleDraft;
  onChange: (draft: RuleDraft) => void;
  onRemove?: (() => void) | undefined;
}) {
  const change = (part: Partial<RuleDraft>) => onChange({ ...draft, ...part });
  const words = texts.quarantine;
  return (
    <li className="repair-rule">
      <label>
        <span className="visually-hidden">{words.ruleKind}</span>
        <select value={draft.kind} onChange={(event) => change({ kind: event.target.value as RuleKind })}>
          {RULE_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {words.kinds[kind]}
            </option>
          ))}
        </select>
      </label>
      <Field label={words.path} value={draft.path} onChange={(path) => change({ path })} />
      {draft.kind === 'replace' && <Field label={words.from} value={draft.from} onChange={(from) => change({ from })} />}
      {draft.kind === 'parse' ? (
        <>
          <label>
            <span className="visually-hidden">{words.as}</span>
            <select value={draft.as} onChange={(event) => change({ as: event.target.value as RuleDraft['as'] })}>
              <option value="number">{words.number}</option>
              <option value="time">{words.time}</option>
            </select>
          </label>
          <Field
            label={draft.as === 'number' ? words.numberFormat : words.timeFormat}
            value={draft.format}
            onChange={(format) => change({ format })}
          />
        </>
      ) : (
        draft.kind !== 'remove' && (
          <Field label={draft.kind === 'rename' ? words.newPath : words.value} value={draft.to} onChange={(to) => change({ to })} />
        )
      )}
      {onRemove && (
        <button type="button" className="quiet" onClick={onRemove}>
          {words.removeRule}
        </button>
      )}
    </li>
  );
}

function Field({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label className="repair-field">
      <span className="visually-hidden">{label}</span>
      <input value={value} placeholder={label} spellCheck={false} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}
