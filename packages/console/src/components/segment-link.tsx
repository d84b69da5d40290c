import { Link } from '@tanstack/react-router';
import { plainName } from '../format/value.js';

/** A link to a segment's page. */
export function SegmentLink({ name }: { name: string }) {
  return (
    <Link to="/segments/$name" params={{ name }} className="segment-link">
      {plainName(name)}
    </Link>
  );
}
