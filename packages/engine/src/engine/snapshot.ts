import { Bits } from '../detect/bits.js';
import { rulesOf, type SavedDefinitions } from './definitions.js';
import type { SavedIdentities } from '../identify/identity-graph.js';
import type { Pipeline } from '../pipeline.js';
import type { Publisher } from './publisher.js';
import type { SavedQuality } from '../quality/quality.js';
import type { MarkedEvents } from '../state/marked-events.js';
import type { SavedQuarantine } from '../state/quarantine-index.js';
import type { SourceBooks } from '../state/books.js';
import { listIn, type Section, type Snapshot } from '../state/snapshot-file.js';
import type { Tombstones } from '../state/tombstones.js';
import type { TakenStock } from '../journal/entries.js';
import type { Offset } from '../journal/journal.js';
import { Rows } from '../timeline/event-rows.js';
import type { CampaignAct } from '../vocabulary/campaign-act.js';
import type { CampaignRun } from '../vocabulary/campaign-run.js';
import type { DefinitionDraft } from '../vocabulary/definition.js';

/** What of the state is not kept as bytes. */
interface Saved {
  readonly names: readonly string[];
  readonly identities: SavedIdentities;
  readonly columns: readonly { readonly path: string; readonly names: readonly number[]; readonly everywhere: boolean }[];
  readonly segments: readonly string[];
  readonly quarantined: SavedQuarantine;
  readonly books: readonly (readonly [string, SourceBooks])[];
  /** Absent in snapshots of before there were marks. */
  readonly marked?: ReturnType<MarkedEvents['all']>;
  readonly tombstones: ReturnType<Tombstones['toJson']>;
  readonly definitions: SavedDefinitions;
  readonly drafts: readonly DefinitionDraft[];
  /** Absent in snapshots of before there were stock and budgets. */
  readonly taken?: readonly TakenStock[];
  /** Absent in snapshots of before there was matching. */
  readonly matchModels?: readonly (readonly [matching: string, at: Offset])[];
  /** Absent in snapshots of before campaigns could be paused. */
  readonly campaignActs?: readonly CampaignAct[];
  /** Absent in snapshots of before campaigns had schedules. */
  readonly campaignRuns?: readonly CampaignRun[];
  /** Absent in snapshots of before there was a list of changes, which then begins after them. */
  readonly changes?: readonly Offset[];
}

/**
 * Copies the state as it is at this moment. To be called between turns, when all that is durable has been folded, and never
 * while a publication or an erasure is under way.
 */
export function takeSnapshot(pipeline: Pipeline): Snapshot {
  const { timelines, columns, segments, moments, identities } = pipeline;
  const live = segments.all();
  const saved: Saved = {
    names: timelines.names.texts(),
    identities: identities.toJson(),
    columns: columns.kept().map((column) => ({ path: column.path.text, ...columns.extentOf(column) })),
    segments: live.map(({ definition }) => definition.name),
    quarantined: pipeline.quarantined.toJson(),
    books: pipeline.books.all(),
    marked: pipeline.marked.all(),
    tombstones: pipeline.tombstones.toJson(),
    definitions: pipeline.definitions.toJson(),
    drafts: pipeline.drafts.all(),
    matchModels: [...pipeline.matchModels],
    campaignActs: pipeline.campaignActs.all(),
    campaignRuns: pipeline.campaignRuns.all(),
    changes: pipeline.changes.all().filter((offset) => offset < pipeline.journal.durable),
    taken: pipeline.decisions.takenSoFar(),
  };
  const sections = new Map<string, Section>([
    ['saved', Buffer.from(JSON.stringify(saved))],
    ['quality', Buffer.from(JSON.stringify(pipeline.quality.toJson()))],
    // Copies of the lists: what they hold becomes text later, in turns.
    ['identifiers', [...timelines.identifiers.texts()]],
    ['values', [...columns.values.toJson()]],
    ['acts', pipeline.acts.bytes()],
    ['rows', timelines.rows.bytes()],
    ['messageIds', timelines.messageIds.bytes()],
    ['segmentDeadlines', Buffer.from(segments.deadlineBytes(timelines.identifiers.size))],
    ['momentDeadlines', Buffer.from(moments.deadlineBytes(timelines.identifiers.size))],
  ]);
  columns.kept().forEach((column, index) => sections.set(`column ${index}`, Buffer.from(column.bytes(timelines.rows.length))));
  const copies = new Map<Bits, Buffer>();
  live.forEach(({ members }, index) => {
    const copy = copies.get(members) ?? members.bytes();
    copies.set(members, copy);
    sections.set(`members ${index}`, copy);
  });
  return { offset: pipeline.journal.durable, sections };
}

/**
 * Fills a new pipeline from a snapshot. Acts that are folded from their entries (moments, decisions, deliveries) are left to the caller.
 * @returns how much of stock and budgets was taken by then, to be kept once the decisions have been folded
 */
export function loadSnapshot(pipeline: Pipeline, publisher: Publisher, { sections }: Snapshot): readonly TakenStock[] {
  const section = (name: string): Buffer => {
    const found = sections.get(name);
    return Buffer.isBuffer(found) ? found : Buffer.alloc(0);
  };
  const saved = JSON.parse(section('saved').toString('utf8')) as Saved;
  const { timelines, columns, identities, segments, moments } = pipeline;
  timelines.names.load(saved.names);
  timelines.identifiers.load(listIn(sections.get('identifiers')) as string[]);
  timelines.load(Rows.fromBytes(section('rows')), section('messageIds'), () => {
    identities.load(saved.identities, rulesOf(saved.definitions.live));
    return (identifier) => identities.customerOf(identifier);
  });
  columns.values.load(listIn(sections.get('values')));
  saved.columns.forEach(({ path, names, everywhere }, index) => columns.load(path, names, everywhere, section(`column ${index}`)));
  pipeline.acts.load(section('acts'));
  pipeline.quarantined.load(saved.quarantined);
  pipeline.books.load(saved.books);
  pipeline.marked.load(saved.marked ?? []);
  pipeline.tombstones.load(saved.tombstones);
  pipeline.definitions.load(saved.definitions);
  pipeline.drafts.load(saved.drafts);
  for (const [matching, at] of saved.matchModels ?? []) pipeline.matchModels.set(matching, at);
  for (const act of saved.campaignActs ?? []) pipeline.campaignActs.fold(act);
  for (const run of saved.campaignRuns ?? []) pipeline.campaignRuns.fold(run);
  pipeline.changes.load(saved.changes ?? []);
  pipeline.quality.load(JSON.parse(section('quality').toString('utf8') || '[]') as SavedQuality);
  for (const { definition, version } of saved.definitions.live) {
    const index = saved.segments.indexOf(definition.name);
    if (definition.kind === 'segment') segments.restore(definition, version, Bits.fromBytes(section(`members ${index}`)));
    if (definition.kind === 'moment') moments.publish(definition, version);
  }
  publisher.prepareOthers(saved.definitions.live);
  segments.loadDeadlines(section('segmentDeadlines'));
  moments.loadDeadlines(section('momentDeadlines'));
  return saved.taken ?? [];
}
