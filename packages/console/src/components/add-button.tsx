/** Adds one more part to a form's list. */
export function AddButton({ label, onAdd }: { label: string; onAdd: () => void }) {
  return (
    <p>
      <button type="button" className="button button-small" onClick={onAdd}>
        {label}
      </button>
    </p>
  );
}
