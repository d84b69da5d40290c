import { plainName } from '../format/value.js';

/** Everybody, or one of the segments: what stands in a list to choose from. */
export function SegmentOptions({ everybody, segments }: { everybody: string; segments: readonly { readonly name: string }[] }) {
  return (
    <>
      <option value="">{everybody}</option>
      {segments.map(({ name }) => (
        <option key={name} value={name}>
          {plainName(name)}
        </option>
      ))}
    </>
  );
}
