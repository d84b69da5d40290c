export { decide } from './decide.js';
export { onDecision } from './on-decision.js';
export type { MessageQuestion } from './question.js';
export { type MessageResponse, respond } from './respond.js';
export type { SiteMessage } from './site-message.js';
