import type { RoleName } from '@cusp/engine/contract';
import { accessTexts } from '../texts/access-en.js';

const ROLES = Object.keys(accessTexts.roles) as RoleName[];

/** The roles, to choose from. @param upTo only those that these include */
export function RoleOptions({ explained = false, upTo = ROLES }: { explained?: boolean; upTo?: readonly RoleName[] }) {
  return ROLES.filter((role) => upTo.includes(role)).map((role) => (
    <option key={role} value={role}>
      {explained ? `${accessTexts.roles[role]}: ${accessTexts.roleMeans[role]}` : accessTexts.roles[role]}
    </option>
  ));
}
