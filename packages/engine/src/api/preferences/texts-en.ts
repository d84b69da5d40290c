import type { PreferenceTexts } from './texts.js';

/** English. */
export const en: PreferenceTexts = {
  language: 'en',
  title: 'Your data and your choices',
  intro: 'What is known about you here, what it may be used for, and where you change that.',
  saved: 'Your choices have been saved. They count from now on.',
  nothing: 'Nothing is known about you here.',
  uses: 'What your data may be used for',
  allow: 'Allow',
  deny: 'Do not allow',
  states: {
    choice: 'as you chose',
    merge: 'because two of your profiles had different choices',
    optIn: 'because you have not agreed',
    optOut: 'because you have not objected',
  },
  allowed: 'Allowed,',
  refused: 'Not allowed,',
  save: 'Save my choices',
  identifiers: 'By what you are known',
  traits: 'What is known about you',
  groups: 'Groups that you belong to, and why',
  history: 'Your choices so far',
  none: 'Nothing.',
  when: 'When',
  purpose: 'Purpose',
  what: 'Choice',
  way: 'By which way',
  ways: {
    event: 'on a site or in an app',
    gpc: 'signal of your browser (Global Privacy Control)',
    tcf: 'consent banner',
    preferencePage: 'on this page',
    api: 'entered for you',
    unsubscribeLink: 'link in a message',
  },
};
