/** What the preference page says, in one language. */
export interface PreferenceTexts {
  readonly language: string;
  readonly title: string;
  readonly intro: string;
  readonly saved: string;
  readonly nothing: string;
  readonly uses: string;
  readonly allow: string;
  readonly deny: string;
  /** A day follows. */
  readonly until: string;
  readonly states: Readonly<Record<'choice' | 'merge' | 'optIn' | 'optOut', string>>;
  readonly allowed: string;
  readonly refused: string;
  readonly save: string;
  readonly identifiers: string;
  readonly traits: string;
  readonly groups: string;
  readonly history: string;
  readonly none: string;
  readonly when: string;
  readonly purpose: string;
  readonly what: string;
  readonly way: string;
  readonly ways: Readonly<Record<'event' | 'gpc' | 'tcf' | 'preferencePage' | 'api' | 'unsubscribeLink', string>>;
}
