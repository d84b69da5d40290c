import { useState } from 'react';
import { messageFields } from '../format/campaign-form.js';
import type { Place } from '../format/definition-change.js';
import { campaignFormTexts as texts, formTexts } from '../texts/forms-en.js';
import { TextField } from './form-fields.js';

/** The texts of a message, by their keys; what is no text stays as it is. */
export function MessageFields({ message, place, set }: { message: unknown; place: Place; set: (place: Place, value: unknown) => void }) {
  const [key, setKey] = useState('');
  const { texts: fields, others } = messageFields(message);
  const isTaken = fields.some(([name]) => name === key.trim()) || others.includes(key.trim());
  return (
    <div className="field-group">
      {fields.map(([name, value]) => (
        <div key={name} className="field-listed">
          <TextField area label={texts.keyText(name)} value={value} onChange={(text) => set([...place, name], text)} />
          <button
            type="button"
            className="quiet"
            aria-label={`${formTexts.remove}: ${name}`}
            onClick={() => set([...place, name], undefined)}
          >
            {formTexts.remove}
          </button>
        </div>
      ))}
      {others.length > 0 && <p className="dim">{texts.notText(others.join(', '))}</p>}
      <div className="form-row">
        <TextField label={texts.newKey} value={key} onChange={setKey} />
        <p className="form-row-end">
          <button
            type="button"
            className="button button-small"
            disabled={!/^[A-Za-z][A-Za-z0-9_]{0,99}$/.test(key.trim()) || isTaken}
            onClick={() => {
              set([...place, key.trim()], '');
              setKey('');
            }}
          >
            {texts.addKey}
          </button>
        </p>
      </div>
    </div>
  );
}
