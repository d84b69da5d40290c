import type { DefinitionVersion, Publication } from '@cusp/engine/contract';
import { useState } from 'react';
import { post } from '../api/client.js';
import type { EditedKind } from '../api/definition-queries.js';
import { toYaml } from '../format/yaml.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { Badge } from './badge.js';
import { DifferenceList } from './difference-list.js';
import { PublishForm } from './publish-form.js';
import { When } from './when.js';

const texts = definitionTexts.versions;

interface RowProps {
  readonly kind: EditedKind;
  readonly name: string;
  readonly version: DefinitionVersion;
  readonly onBegun: (publication: Publication) => void;
}

/** One version of a definition, with the way back to it. */
export function VersionRow({ kind, name, version, onBegun }: RowProps) {
  const { version: number, inForce, restores, retired, by, publishedAt, reason, difference, definition } = version;
  return (
    <li className="card version">
      <h2>
        {texts.version(number)} {inForce && <Badge tone="good">{texts.inForce}</Badge>}{' '}
        {restores !== null && <Badge>{texts.restores(restores)}</Badge>}{' '}
        {retired !== null && <Badge tone="bad">{texts.retired(retired.by)}</Badge>}
      </h2>
      <p className="dim">
        {texts.by(by)}, <When at={publishedAt} />
      </p>
      {reason !== null && <p>{reason}</p>}
      <DifferenceList difference={difference} none={number === 1 ? texts.first : texts.noChange} />
      <details>
        <summary>{texts.text}</summary>
        <pre tabIndex={0}>{toYaml(definition)}</pre>
      </details>
      {!inForce && <Rollback kind={kind} name={name} version={number} onBegun={onBegun} />}
    </li>
  );
}

function Rollback({ kind, name, version, onBegun }: Omit<RowProps, 'version'> & { readonly version: number }) {
  const [asked, setAsked] = useState(false);
  const path = `/definitions/${kind}/${encodeURIComponent(name)}/rollback?wait=false`;
  if (!asked)
    return (
      <p className="definition-actions">
        <button type="button" className="button button-small" onClick={() => setAsked(true)}>
          {texts.rollback(version)}
        </button>
      </p>
    );
  return (
    <PublishForm
      action={texts.rollback(version)}
      begin={(reason) => post<Publication>(path, { version, reason })}
      onBegun={(publication) => {
        setAsked(false);
        onBegun(publication);
      }}
      onCancel={() => setAsked(false)}
    >
      <p>{texts.rollbackText(version)}</p>
    </PublishForm>
  );
}
