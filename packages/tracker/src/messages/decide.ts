import { addressOf, keyHeader, type MessageQuestion, whoOf } from './question.js';
import type { SiteMessage } from './site-message.js';

/**
 * Asks once what is to be shown now, newest first. Nothing for who is not known.
 * @throws Error when the engine cannot be reached or refuses
 */
export async function decide(question: MessageQuestion): Promise<readonly SiteMessage[]> {
  const { placements, signal } = question;
  const response = await fetch(addressOf(question, '/api/v1/decide'), {
    method: 'POST',
    headers: { ...keyHeader(question), 'content-type': 'application/json' },
    body: JSON.stringify({ ...whoOf(question), placements }),
    signal: signal ?? null,
  });
  if (!response.ok) throw new Error(`Cusp answers ${response.status} to a question for messages`);
  const { messages } = (await response.json()) as { readonly messages: readonly SiteMessage[] };
  return messages;
}
