/** What the builder of definitions says. What it builds is named by the definitions' own schema. */
export const builderTexts = {
  holders: 'With others',
  noKind: 'Choose…',
  add: (title: string) => `+ ${title}`,
  addTo: (title: string, to: string) => `Add ${title} to ${to}`,
  another: 'Add one more',
  anotherOf: (list: string) => `Add one more to ${list}`,
  join: (title: string) => `+ ${title}…`,
  joined: (title: string, at: string) => `Put ${at} among others: ${title}`,
  takeOut: 'Take out what is in it',
  /** A cross; what it removes is said to those who hear it, and when it is pointed at. */
  remove: '×',
  removed: (title: string) => `Remove ${title}`,
  up: (title: string) => `Move ${title} up`,
  down: (title: string) => `Move ${title} down`,
  compare: 'Also compare',
  how: (of: string) => `How ${of} is compared`,
  key: 'What of it',
  pathHint: 'Such as properties.category or context.device.type',
  item: (list: string, number: number) => `${list} ${number}`,
  kept: 'Only the YAML can say this. It stays as it is.',
  noForm: 'The schema of the definitions does not know this kind: write it as YAML.',
};
