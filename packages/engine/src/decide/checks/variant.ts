import type { MessageVariant } from '../../vocabulary/campaign.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { choose, lot } from '../draw.js';
import { type Check, pass } from './check.js';

type Saw = { fits: string[]; language: string | null; drawnBy: string };

/**
 * The variant of the message. Of those whose `when` holds: those in the customer's language, else those in the campaign's, else those that
 * name none; of these, those that are for some rather than for all; of these, the first, or one by lot where they have weights.
 */
export const variant: Check<Saw> = {
  check: 'variant',
  see: ({ campaign, step, look }) => {
    if (campaign.variants === undefined || step > 0) return undefined;
    const fits = campaign.variants.filter(({ when }) => when === undefined || look.holdsAudience(when) === true);
    return {
      fits: fits.map(({ name }) => name),
      language: look.language(),
      drawnBy: formatIdentifier(look.assignedBy(campaign.name) ?? look.identifier),
    };
  },
  judge: ({ fits, language, drawnBy }, { campaign, choice }) => {
    const { variants = [], language: fallback } = campaign;
    const { inLanguage, words } = narrow(
      variants.filter(({ name }) => fits.includes(name)),
      language,
      fallback,
    );
    const forSome = inLanguage.filter(({ when }) => when !== undefined);
    const found = choose('variant', forSome.length > 0 ? forSome : inLanguage, lot('variant', campaign.name, drawnBy));
    if (found === undefined) return pass(`the campaign's own message: no variant fits (${words})`);
    const { chosen, draw } = found;
    const how = draw === undefined ? 'the first that fits' : `drawn with probability ${draw.propensity.toFixed(3)}`;
    return pass(`${chosen.name}: ${how} (${words})`, { variant: chosen.name, ...(draw && { draws: [...(choice.draws ?? []), draw] }) });
  },
};

/** The variants in the language that comes nearest to the customer's, and in words which that was. */
function narrow(
  fitting: readonly MessageVariant[],
  language: string | null,
  fallback: string | undefined,
): { readonly inLanguage: readonly MessageVariant[]; readonly words: string } {
  for (const [wanted, words] of [
    [language, `in the customer's language, ${language}`],
    [language === null ? null : primary(language), `in the customer's language, ${language}`],
    [
      fallback ?? null,
      `in the campaign's language, ${fallback}: ${language === null ? "the customer's is not known" : `none in ${language}`}`,
    ],
  ] as const) {
    const inLanguage = fitting.filter((one) => wanted !== null && one.language?.toLowerCase() === wanted.toLowerCase());
    if (inLanguage.length > 0) return { inLanguage, words };
  }
  return {
    inLanguage: fitting.filter((one) => one.language === undefined),
    words: `in no language of its own; the customer's: ${language ?? 'not known'}`,
  };
}

/** `pt` of `pt-BR`. */
function primary(language: string): string {
  return language.split('-')[0] as string;
}
