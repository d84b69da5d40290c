import type { IdentityReport } from '@cusp/engine/contract';
import { count, decimal, share } from '../format/number.js';
import { identityPageTexts } from '../texts/identity-page-en.js';
import { Panel } from './panel.js';

const texts = identityPageTexts.month;

/** How who is who has grown, month by month. */
export function IdentityMonths({ months }: { months: IdentityReport['months'] }) {
  return (
    <Panel title={identityPageTexts.months}>
      <p className="dim identity-lead">{identityPageTexts.monthsLead}</p>
      <div className="table-scroll">
        <table className="table-stacked">
          <thead>
            <tr>
              <th scope="col">{texts.month}</th>
              {(['customers', 'identifiersPerCustomer', 'links', 'refusedLinks', 'withoutUserId'] as const).map((column) => (
                <th key={column} scope="col" className="number">
                  {texts[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {months.toReversed().map(({ month, customers, identifiersPerCustomer, links, refusedLinks, events, withoutUserId }) => (
              <tr key={month}>
                <th scope="row">{month}</th>
                <td className="number" data-label={texts.customers}>
                  {count(customers)}
                </td>
                <td className="number" data-label={texts.identifiersPerCustomer}>
                  {identifiersPerCustomer === null ? '–' : decimal(identifiersPerCustomer)}
                </td>
                <td className="number" data-label={texts.links}>
                  {count(links)}
                </td>
                <td className="number" data-label={texts.refusedLinks}>
                  {count(refusedLinks)}
                </td>
                <td className="number" data-label={texts.withoutUserId}>
                  {events === 0 ? '–' : share(withoutUserId / events)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
