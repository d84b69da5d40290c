import { Link } from '@tanstack/react-router';
import { session, useSession } from '../session/session.js';
import { accessTexts } from '../texts/access-en.js';
import { texts } from '../texts/en.js';

/** Who is signed in, the way to the settings, and the way out. */
export function SignedInAs() {
  const now = useSession();
  if (now.status !== 'in' || now.who.role === null) return null;
  const name = now.who.person?.name ?? accessTexts.me.adminToken;
  const role = accessTexts.roles[now.who.role];
  return (
    <div className="signed-in">
      <Link to="/settings" className="signed-in-who">
        <span className="signed-in-name">{name}</span> <span className="dim signed-in-role">{accessTexts.me.settings}</span>
        <span className="visually-hidden"> {accessTexts.me.signedInAs(name, role)}</span>
      </Link>
      <button type="button" className="quiet" onClick={() => void session.signOut()}>
        {texts.signIn.out}
      </button>
    </div>
  );
}
