import { OpenAlerts } from '../components/alerts.js';
import { PageTitle } from '../components/page-title.js';
import { Quarantine } from '../components/quarantine.js';
import { Sources } from '../components/sources.js';
import { SqlBox } from '../components/sql-box.js';
import { texts } from '../texts/en.js';

/** Where the data comes from, what was put aside, and what can be asked of the rest. */
export function DataPage() {
  return (
    <>
      <PageTitle title={texts.data.title} />
      <OpenAlerts />
      <Sources />
      <Quarantine />
      <SqlBox />
    </>
  );
}
