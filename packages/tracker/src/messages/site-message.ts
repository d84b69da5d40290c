/** A message of a campaign for this site, as `POST /api/v1/decide` gives it. */
export interface SiteMessage {
  /** Names the decision; {@link ./respond.ts} sends it back. */
  readonly decisionId: string;
  readonly campaign: string;
  readonly placement: string;
  /** As the campaign's definition writes it, with its templates filled in. */
  readonly message: Readonly<Record<string, unknown>>;
  readonly decidedAt: string;
  /** Not to be shown after this (ISO 8601). */
  readonly until: string;
}
