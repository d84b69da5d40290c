import type { PreferenceTexts } from './texts.js';

/** German. */
export const de: PreferenceTexts = {
  language: 'de',
  title: 'Ihre Daten und Ihre Entscheidungen',
  intro: 'Was hier über Sie bekannt ist, wofür es verwendet werden darf und wo Sie das ändern.',
  saved: 'Ihre Entscheidungen sind gespeichert. Sie gelten ab jetzt.',
  nothing: 'Über Sie ist hier nichts bekannt.',
  uses: 'Wofür Ihre Daten verwendet werden dürfen',
  allow: 'Erlauben',
  deny: 'Nicht erlauben',
  states: {
    choice: 'wie Sie entschieden haben',
    merge: 'weil zwei Ihrer Profile verschieden entschieden hatten',
    optIn: 'weil Sie nicht zugestimmt haben',
    optOut: 'weil Sie nicht widersprochen haben',
  },
  allowed: 'Erlaubt,',
  refused: 'Nicht erlaubt,',
  save: 'Entscheidungen speichern',
  identifiers: 'Woran man Sie erkennt',
  traits: 'Was über Sie bekannt ist',
  groups: 'Gruppen, zu denen Sie gehören, und warum',
  history: 'Ihre bisherigen Entscheidungen',
  none: 'Nichts.',
  when: 'Wann',
  purpose: 'Zweck',
  what: 'Entscheidung',
  way: 'Auf welchem Weg',
  ways: {
    event: 'auf einer Seite oder in einer App',
    gpc: 'Signal Ihres Browsers (Global Privacy Control)',
    tcf: 'Einwilligungsbanner',
    preferencePage: 'auf dieser Seite',
    api: 'für Sie eingetragen',
    unsubscribeLink: 'Link in einer Nachricht',
  },
};
