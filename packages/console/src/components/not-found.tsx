import { Link } from '@tanstack/react-router';
import { texts } from '../texts/en.js';
import { Empty } from './empty.js';

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <Empty title={texts.states.notFound}>
      <p>{texts.states.notFoundText}</p>
      <p>
        <Link to="/">{texts.states.toNow}</Link>
      </p>
    </Empty>
  );
}
