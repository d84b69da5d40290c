import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/lists.css';
import './styles/pages.css';
import './styles/now.css';
import './styles/keyboard.css';
import './styles/customers.css';
import './styles/quarantine.css';
import './styles/imports.css';
import './styles/quality.css';
import './styles/builder.css';
import './styles/definitions.css';
import './styles/campaigns.css';
import './styles/experiments.css';
import './styles/identity.css';
import './styles/insight.css';
import './styles/journeys.css';
import './styles/moments.css';
import './styles/access.css';
import './styles/consent.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { session } from './session/session.js';
import { takeInvitationFromAddress, takeTokenFromAddress } from './session/token.js';
import { applyTheme, storedTheme } from './session/theme.js';

const invitation = takeInvitationFromAddress(window.location, window.history);
if (!takeTokenFromAddress(session, window.location, window.history)) void session.begin();
window.addEventListener('hashchange', () => takeTokenFromAddress(session, window.location, window.history));
applyTheme(storedTheme());

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App invitation={invitation} />
  </StrictMode>,
);
