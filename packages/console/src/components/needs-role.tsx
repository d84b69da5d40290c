import type { RoleName } from '@cusp/engine/contract';
import type { ReactNode } from 'react';
import { useMay } from '../session/session.js';
import { accessTexts } from '../texts/access-en.js';

/** What takes a role: to whoever has a lesser one it stands there disabled, and says why. The engine refuses it anyway. */
export function NeedsRole({ role, children }: { role: RoleName; children: ReactNode }) {
  const may = useMay(role);
  return (
    <fieldset className="needs-role" disabled={!may}>
      {!may && <p className="stale">{accessTexts.needs(role)}</p>}
      {children}
    </fieldset>
  );
}
