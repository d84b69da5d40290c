import type { Kept, Vault } from '../src/runtime/vault.js';

/** A vault that writes nothing down, with a key and a secret in it. */
export function keptInMemory(createdAt: Kept['writeKeys'][number]['createdAt']): Pick<Vault, 'kept' | 'change'> {
  const place = {
    kept: { secrets: { crm: 's' }, writeKeys: [{ id: 'k1', source: 'app', key: 'wk_app', createdAt }] } as Kept,
    change: async (next: (kept: Kept) => Kept): Promise<void> => {
      place.kept = next(place.kept);
    },
  };
  return place;
}
