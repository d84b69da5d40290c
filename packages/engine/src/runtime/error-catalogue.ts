import type { ErrorKind } from './errors.js';

/**
 * Every failure that Cusp can name. docs/guide/errors.md lists the same codes, and a test compares the two.
 * Codes are stable: what outside programs match on. Add, never rename.
 */
export const ERRORS = {
  invalidJson: kind('invalid_json', 400, 'The body is not valid JSON', 'Send one JSON object, encoded as UTF-8.'),
  bodyTooLarge: kind(
    'body_too_large',
    413,
    'The body is too large',
    'Send at most 500 KB and 2,500 events in a batch, 32 KB in a single event.',
  ),
  unknownWriteKey: kind(
    'unknown_write_key',
    401,
    'The write key is not known',
    'Use the write key that `cusp start` printed, in the body or as the Basic user name.',
  ),
  invalidSignature: kind(
    'invalid_signature',
    401,
    'The signature does not fit',
    "Compare the source's `signature` and its secret with the sender's settings; `cusp secrets set` replaces the secret.",
  ),
  sourceUnready: kind(
    'source_unready',
    503,
    'The source cannot be verified yet',
    'Keep the secret that its definition names: `cusp secrets set NAME`. Sending again is safe.',
  ),
  unauthorized: kind(
    'unauthorized',
    401,
    'An admin token is needed',
    'Send `Authorization: Bearer <admin token>`; `cusp start` printed it.',
  ),
  invalidRequest: kind('invalid_request', 400, 'The request does not fit the API', 'Compare it with /api/openapi.json.'),
  notFound: kind('not_found', 404, 'There is no such thing', 'Check the name; /api/openapi.json lists the paths.'),
  unknownCustomer: kind(
    'unknown_customer',
    404,
    'No such customer',
    'Write it as type:id, for instance userId:17850, and check that an event of theirs has arrived.',
  ),
  identityJoined: kind('identity_joined', 409, 'They are one customer already', '`cusp identity links TYPE:ID` shows what joins them.'),
  identityNotJoined: kind('identity_not_joined', 409, 'They are not one customer', 'To keep them apart for good, block them.'),
  identityBlocked: kind('identity_blocked', 409, 'Somebody keeps them apart', 'Take that back first: unblock the two that are named.'),
  identityNotBlocked: kind('identity_not_blocked', 409, 'Nobody keeps them apart', '`cusp identity decisions` lists who decided what.'),
  noMatching: kind('no_matching', 409, 'No matching is published', 'Publish a definition of kind `matching`: docs/guide/identity.md.'),
  matchingBusy: kind(
    'matching_busy',
    409,
    'Matching is busy with all records',
    'Wait: `GET /api/v1/identity/matching` says what it does, `POST /api/v1/flush` answers when it is done.',
  ),
  matchingFailed: kind(
    'matching_failed',
    503,
    'Matching has failed',
    'Look at the cause in the log; learning anew, or a new start, tries again. Everything else goes on, and what was linked stays.',
  ),
  unknownMoment: kind('unknown_moment', 404, 'No such moment', 'Check the name; `GET /api/v1/moments` shows those that have fired.'),
  unknownSegment: kind('unknown_segment', 404, 'No such segment', '`GET /api/v1/segments` lists those published.'),
  invalidDefinition: kind(
    'invalid_definition',
    422,
    'A definition is refused',
    'Mend what `problems` lists; `cusp plan DIR` checks without publishing.',
  ),
  unknownDefinition: kind(
    'unknown_definition',
    404,
    'No such definition',
    'Check kind and name; `GET /api/v1/definitions` lists those that are or were in force.',
  ),
  unknownDraft: kind('unknown_draft', 404, 'No such draft', '`GET /api/v1/drafts` lists those that are kept.'),
  tooManyDrafts: kind('too_many_drafts', 409, 'There are too many drafts', 'Publish or discard some first: each follows every event.'),
  unknownPublication: kind(
    'unknown_publication',
    404,
    'No such publication',
    'Check the id; `GET /api/v1/publications` lists those that are known.',
  ),
  interrupted: kind('interrupted', 503, 'It was interrupted', 'What was written down goes on by itself after the next start.'),
  invalidQuery: kind(
    'invalid_query',
    400,
    'The query failed',
    'Check it against the tables in docs/guide/sql.md; only reading is allowed.',
  ),
  queryLimit: kind(
    'query_limit',
    422,
    'The query needs more than it may have',
    'Narrow it: select fewer columns, filter by time, or aggregate.',
  ),
  journalUnavailable: kind(
    'journal_unavailable',
    503,
    'The journal cannot be written',
    'Free space on the data disk, or look at the cause in the log; nothing that was acknowledged is lost, and sending again is safe.',
  ),
  patternGivenUp: kind(
    'pattern_given_up',
    422,
    'A moment’s pattern takes too many steps to search',
    'Completions that are given up are not told. Narrow the steps by where, shorten within, or compare with fewer earlier steps.',
  ),
  rateLimited: kind(
    'rate_limited',
    429,
    'The source sends more than it may',
    'Send again after the time in Retry-After, or raise `limits` of the source.',
  ),
  overloaded: kind('overloaded', 503, 'Too many requests are waiting', 'Send again after the time in Retry-After.'),
  starting: kind('starting', 503, 'The engine is still starting', 'Wait for GET /health to answer 200.'),
  warehouseUnavailable: kind(
    'warehouse_unavailable',
    503,
    'The warehouse cannot be reached',
    'Check CUSP_WAREHOUSE_URL; the journal keeps everything until it is back.',
  ),
  dataLocked: kind('data_locked', 409, 'Another process uses this data folder', 'Stop it, or choose another folder with --data.'),
  dataCorrupt: kind(
    'data_corrupt',
    500,
    'Stored data does not match its checksum',
    'Restore the newest backup; the message names file and offset.',
  ),
  vaultLocked: kind(
    'vault_locked',
    500,
    'The stored credentials cannot be opened',
    'Give the key that they were kept with in CUSP_VAULT_KEY, or put vault.key back; without it, remove vault.json and enter them anew.',
  ),
  portBusy: kind('port_busy', 409, 'The port is taken', 'Stop what listens there, or choose another with --port.'),
  insecureListen: kind(
    'insecure_listen',
    400,
    'Listening beyond this machine needs an admin token',
    'Set CUSP_ADMIN_TOKEN and CUSP_WRITE_KEY, or listen on 127.0.0.1.',
  ),
  invalidMapping: kind(
    'invalid_mapping',
    422,
    'The mapping does not fit the file',
    'Compare the mapping with the header of the file; the message names the column.',
  ),
  invalidModel: kind('invalid_model', 422, 'The matching model cannot be used', 'Learn a new one from the records as they are now.'),
  tooFewRecords: kind('too_few_records', 409, 'There are too few records to learn from', 'Send more, and learn then.'),
  unreadableFile: kind(
    'unreadable_file',
    400,
    'A file cannot be read',
    'Check its path, its permissions and its content; the message says where.',
  ),
  invalidUsage: kind('invalid_usage', 400, 'The command was not understood', '`cusp COMMAND --help` shows what it takes.'),
  unhealthy: kind('unhealthy', 500, 'The doctor found something wrong', 'Do what each finding says.'),
  unreachable: kind(
    'unreachable',
    503,
    'The engine cannot be reached',
    'Start it with `npm start`, or give --url and --token, or --data to open the data directly.',
  ),
  discoveryRunning: kind(
    'discovery_running',
    409,
    'Another discovery is running',
    'Wait for it, or stop it: `DELETE /api/v1/discover/{discoveryId}`.',
  ),
  questionsWaiting: kind(
    'questions_waiting',
    409,
    'Too many questions about everybody are waiting',
    'Wait for one to be answered, or stop one: `DELETE /api/v1/journeys/{id}`.',
  ),
  internal: kind(
    'internal',
    500,
    'Something failed inside the engine',
    'Look at the log around the time of the answer; sending again is safe.',
  ),
  forbiddenAddress: kind(
    'forbidden_address',
    422,
    'The address may not be called',
    'Use a public address, or allow private ones in the configuration.',
  ),
  sourceUnreachable: kind(
    'source_unreachable',
    503,
    'A source cannot be reached',
    'Check its address, the network and that it runs; it is tried again, and nothing is lost.',
  ),
  sourceRefused: kind(
    'source_refused',
    502,
    'A source does not let us in',
    'Check the user, the password that is kept as a secret, and what the user may read.',
  ),
  sourceUnreadable: kind(
    'source_unreadable',
    502,
    'A source cannot be read as it is defined',
    'Compare the definition with the tables, columns and topics that are there; the message says what is amiss.',
  ),
  missingSecret: kind('missing_secret', 422, 'A secret is missing', 'Keep a secret under the name that the definition uses.'),
} as const;

function kind(code: string, status: number, title: string, remedy: string): ErrorKind {
  return { code, status, title, remedy };
}
