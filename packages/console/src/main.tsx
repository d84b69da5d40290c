import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/pages.css';
import './styles/quarantine.css';
import './styles/quality.css';
import './styles/definitions.css';
import './styles/campaigns.css';
import './styles/identity.css';
import './styles/insight.css';
import './styles/journeys.css';
import './styles/moments.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { session } from './session/session.js';
import { takeTokenFromAddress } from './session/token.js';
import { applyTheme, storedTheme } from './session/theme.js';

takeTokenFromAddress(session, window.location, window.history);
window.addEventListener('hashchange', () => takeTokenFromAddress(session, window.location, window.history));
applyTheme(storedTheme());

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
