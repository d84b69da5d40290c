import type { Matching } from '@cusp/engine/contract';
import { bitsText } from '../format/bits.js';
import { count, share } from '../format/number.js';
import { identityPageTexts } from '../texts/identity-page-en.js';
import { Badge } from './badge.js';
import { Panel } from './panel.js';
import { When } from './when.js';

const texts = identityPageTexts.matching;
/** From this population stability index on a field's values are worth a look. */
const SHIFTING = 0.1;
const WIDTH = 200;
const HEIGHT = 10;

type Model = NonNullable<Matching['model']>;
type Field = Model['fields'][number];

/** What was learned: how often pairs of one person and of two agree, field by field. */
export function IdentityModel({ model }: { model: Model }) {
  const { modelId, learnedAt, by, records, linkFrom, suggestFrom, prior, fields } = model;
  const strongest = Math.max(1, ...fields.flatMap(({ levels }) => levels.map(({ bits }) => Math.abs(bits))));
  return (
    <>
      <Panel title={texts.model} aside={<code className="dim break">{modelId}</code>}>
        <dl className="facts identity-facts">
          <div>
            <dt>{texts.modelFacts.learnedAt}</dt>
            <dd>
              <When at={learnedAt} /> {texts.by(by)}
            </dd>
          </div>
          <div>
            <dt>{texts.modelFacts.records}</dt>
            <dd>{count(records)}</dd>
          </div>
          <div>
            <dt>{texts.modelFacts.linkFrom}</dt>
            <dd>{share(linkFrom)}</dd>
          </div>
          <div>
            <dt>{texts.modelFacts.suggestFrom}</dt>
            <dd>{share(suggestFrom)}</dd>
          </div>
          <div>
            <dt>{texts.modelFacts.prior}</dt>
            <dd>{prior > 0 ? texts.priorText(prior) : '0'}</dd>
          </div>
        </dl>
      </Panel>
      <Panel title={texts.fields}>
        <p className="dim identity-lead">{texts.fieldsLead}</p>
        <ul className="cards">
          {fields.map((field) => (
            <FieldCard key={field.name} field={field} strongest={strongest} />
          ))}
        </ul>
      </Panel>
    </>
  );
}

function FieldCard({ field: { name, kind, drift, levels }, strongest }: { field: Field; strongest: number }) {
  return (
    <li className="card">
      <details className="identity-field">
        <summary>
          <strong className="break">{name}</strong> <span className="dim">{kind}</span>{' '}
          {drift !== null && <Badge tone={drift < SHIFTING ? 'plain' : 'moment'}>{texts.drift(drift)}</Badge>}
        </summary>
        <div className="table-scroll">
          <table className="table-stacked">
            <thead>
              <tr>
                <th scope="col">{texts.level}</th>
                <th scope="col" className="number">
                  {texts.m}
                </th>
                <th scope="col" className="number">
                  {texts.u}
                </th>
                <th scope="col" className="number">
                  {texts.bits}
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              {levels.map(({ level, m, u, bits }) => (
                <tr key={level}>
                  <th scope="row">{level}</th>
                  <td className="number" data-label={texts.m}>
                    {share(m)}
                  </td>
                  <td className="number" data-label={texts.u}>
                    {share(u)}
                  </td>
                  <td className="number" data-label={texts.bits}>
                    {bitsText(bits)}
                  </td>
                  <td className="waterfall-course">
                    <Weight bits={bits} strongest={strongest} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </li>
  );
}

/** To the right of the middle for one person, to the left for two. */
function Weight({ bits, strongest }: { bits: number; strongest: number }) {
  const length = (Math.abs(bits) / strongest) * (WIDTH / 2);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <rect
        className={bits < 0 ? 'waterfall-against' : 'waterfall-for'}
        x={bits < 0 ? WIDTH / 2 - length : WIDTH / 2}
        y={1}
        width={length}
        height={HEIGHT - 2}
      />
      <line x1={WIDTH / 2} x2={WIDTH / 2} y1={0} y2={HEIGHT} />
    </svg>
  );
}
