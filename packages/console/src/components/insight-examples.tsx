import { insightTexts as texts } from '../texts/insight-en.js';
import { CustomerLink } from './customer-link.js';
import { When } from './when.js';

/** Timelines in which it can be seen. */
export function InsightExamples({ of }: { of: readonly { readonly customerId: string; readonly at: string }[] }) {
  if (of.length === 0) return null;
  return (
    <p className="dim card-note insight-examples">
      <span>{texts.examples}</span>
      {of.map(({ customerId, at }) => (
        <span key={`${customerId} ${at}`}>
          <CustomerLink customerId={customerId} /> <When at={at} />
        </span>
      ))}
    </p>
  );
}

/** Names that were asked about and that nobody has sent. */
export function InsightUnknown({ names }: { names: readonly string[] }) {
  return names.length === 0 ? null : <p className="dim card-note">{texts.unknown(names)}</p>;
}
