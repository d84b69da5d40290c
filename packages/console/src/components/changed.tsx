import type { Timeline } from '@cusp/engine/contract';
import { exactUtc } from '../format/time.js';
import { plainName } from '../format/value.js';
import { changeTexts } from '../texts/changes-en.js';
import { Badge, type Tone } from './badge.js';

const TONES: Record<string, Tone> = { detected: 'moment', entered: 'accent', send: 'good', refused: 'bad' };

/** What an event set off. */
export function Changed({ changes }: { changes: Timeline['events'][number]['changed'] }) {
  if (changes.length === 0) return null;
  return (
    <ul className="changed">
      {changes.map((change) => (
        <li key={`${change.kind}-${change.name}-${change.what}-${change.at}`} title={exactUtc(change.at)}>
          <Badge tone={TONES[change.what] ?? 'plain'}>{changeTexts(change.what, plainName(change.name))}</Badge>
        </li>
      ))}
    </ul>
  );
}
