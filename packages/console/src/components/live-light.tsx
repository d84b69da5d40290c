import { useLiveStatus } from '../live/live.js';
import { texts } from '../texts/en.js';

/** Says whether the live connection stands. Only its changes are announced. */
export function LiveLight() {
  const status = useLiveStatus();
  return (
    <p className={`live-light live-light-${status}`} role="status">
      <span className="live-dot" aria-hidden="true" />
      {texts.live[status]}
    </p>
  );
}

/** Stands above every page while the connection is lost. */
export function LostConnection() {
  const status = useLiveStatus();
  return status === 'retrying' ? <p className="lost">{texts.live.lost}</p> : null;
}
