import { useQuery } from '@tanstack/react-query';
import { explanationQuery } from '../api/queries.js';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';
import { Badge } from './badge.js';
import { ExplanationTree } from './explanation-tree.js';
import { When } from './when.js';

/** Why a customer is in a segment or not, condition by condition. */
export function SegmentExplanation({ customerKey, segment }: { customerKey: string; segment: string }) {
  const explanation = useQuery(explanationQuery(segment, customerKey));
  return (
    <Answer of={explanation}>
      {(data) => (
        <>
          <p className="why-head">
            <Badge tone={data.member ? 'good' : 'plain'}>
              {data.member ? texts.explain.member(plainName(data.segment)) : texts.explain.notMember(plainName(data.segment))}
            </Badge>{' '}
            <span className="dim">
              {data.since !== null && (
                <>
                  {texts.customer.since} <When at={data.since} /> ·{' '}
                </>
              )}
              {texts.segments.version(data.version)} · {texts.segments.asOf} <When at={data.asOf} />
            </span>
          </p>
          <ExplanationTree node={data.because} />
        </>
      )}
    </Answer>
  );
}
