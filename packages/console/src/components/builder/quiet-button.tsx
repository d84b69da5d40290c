/** Something small that is done to a part. @param said what is read out: what is done, and to which part */
export function QuietButton({ label, said, onPress }: { label: string; said: string; onPress: () => void }) {
  return (
    <button type="button" className="quiet" aria-label={said} title={said === label ? undefined : said} onClick={onPress}>
      {label}
    </button>
  );
}
