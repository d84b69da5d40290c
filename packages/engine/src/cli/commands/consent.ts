import type { ConsentLedger, Contactable, PreferenceLink } from '../../api/consent-contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { type ApiClient, customerPath } from '../api-client.js';
import { engineCommand, identifierArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { consentText, contactableText } from '../consent-text.js';
import { needed } from '../needed-word.js';

const GRANTED: Readonly<Record<string, boolean>> = { yes: true, no: false };

/** `cusp consent CUSTOMER`, `set CUSTOMER PURPOSE=yes|no… --reason WHY`, `link CUSTOMER`, `contactable SEGMENT --purpose P` */
export const consent = engineCommand(
  {
    name: 'consent',
    description: COMMAND_SUMMARIES.consent ?? '',
    args: {
      action: {
        type: 'positional',
        required: true,
        description: 'CUSTOMER (type:id), set CUSTOMER PURPOSE=yes|no …, link CUSTOMER, or contactable SEGMENT',
      },
      reason: { type: 'string', valueHint: 'why', description: 'With set: why it is entered for the customer: a call, a letter' },
      purpose: { type: 'string', valueHint: 'name', description: 'With contactable: what they would be contacted for' },
      channel: { type: 'string', valueHint: 'channel', description: 'With contactable: email leaves out who has no address' },
      moment: { type: 'boolean', description: 'With contactable: the name is of a moment; those in whom it is warm are counted' },
    },
    moreWords: true,
  },
  async ({ args, client, answer }) => {
    const [name, ...choices] = args._.slice(1);
    if (args.action === 'set') {
      const path = consentsOf(needed(name, 'CUSTOMER'));
      const ledger = await client.post<ConsentLedger>(path, { choices: choicesAsked(choices), reason: needed(args.reason, '--reason') });
      answer(ledger, () => consentText(ledger));
    } else if (args.action === 'link') {
      const path = `${customerPath(identifierArgument(needed(name, 'CUSTOMER')))}/preference-link`;
      const link = await client.post<PreferenceLink>(path, {});
      answer(link, () => linkText(link));
    } else if (args.action === 'contactable') {
      const { purpose, channel, moment = false } = args;
      const counts = await contactable(client, needed(name, 'SEGMENT'), moment, { purpose: needed(purpose, '--purpose'), channel });
      answer(counts, () => contactableText(counts));
    } else {
      const ledger = await client.get<ConsentLedger>(consentsOf(args.action));
      answer(ledger, () => consentText(ledger));
    }
  },
);

function consentsOf(customer: string): string {
  return `${customerPath(identifierArgument(customer))}/consents`;
}

function contactable(
  client: ApiClient,
  name: string,
  ofMoment: boolean,
  query: { readonly purpose: string; readonly channel: string | undefined },
): Promise<Contactable> {
  return client.get(`/api/v1/${ofMoment ? 'moments' : 'segments'}/${encodeURIComponent(name)}/contactable`, query);
}

/** Reads `marketing=yes`. @throws CuspError invalid_usage */
function choicesAsked(words: readonly string[]): Readonly<Record<string, boolean>> {
  if (words.length === 0)
    throw new CuspError(ERRORS.invalidUsage, 'no choice is named', { remedy: 'Write marketing=yes or marketing=no.' });
  return Object.fromEntries(
    words.map((word) => {
      const [purpose = '', said = ''] = word.split(/=(?=[^=]*$)/);
      const granted = Object.hasOwn(GRANTED, said) ? GRANTED[said] : undefined;
      if (purpose === '' || granted === undefined)
        throw new CuspError(ERRORS.invalidUsage, `'${word}' is no choice`, { remedy: 'Write marketing=yes or marketing=no.' });
      return [purpose, granted];
    }),
  );
}

function linkText({ url, path, expires }: PreferenceLink): string {
  const where = url === null ? '\n  below the address under which customers reach the engine (--public-url)' : '';
  return `${url ?? path}${where}\n  good until ${expires}. Whoever has it sees the page: send it only to the customer.`;
}
