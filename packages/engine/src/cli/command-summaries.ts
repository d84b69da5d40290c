/** One line for each command: `cusp --help`, and the heading of the command's own help. */
export const COMMAND_SUMMARIES: Readonly<Record<string, string>> = {
  start: 'Start the engine and the console',
  import: 'Read files into the engine by a mapping',
  plan: 'Show what publishing a workspace would change',
  apply: 'Publish the definitions of a workspace',
  segment: 'Show a segment, its count or its members',
  explain: 'Say why a customer is in a segment, or is not',
  customer: 'Show a customer',
  moments: 'List moments, newest first',
  decisions: 'List what campaigns decided, newest first',
  sql: 'Ask the warehouse a question in SQL',
  quarantine: 'List, show or replay items that were put aside',
  keys: 'List, issue or revoke the write keys that sources send with',
  secrets: 'Keep passwords that sources need, encrypted',
  rebuild: 'Build the warehouse or the state again from the journal',
  doctor: 'Check the installation',
  erase: 'Erase a customer from every store',
};
