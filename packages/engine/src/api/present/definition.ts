import type {
  CustomerRef,
  DefinitionAnswer,
  DefinitionVersionAnswer,
  DraftAnswer,
  Page,
  PlannedChange,
  PublicationAnswer,
} from '../../answers.js';
import type { ProblemDetails } from '../../runtime/problem.js';
import type { DefinitionProblem, DefinitionRef } from '../../vocabulary/definition.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type {
  DefinitionItem,
  DefinitionVersion,
  DefinitionVersions,
  Draft,
  DraftCustomers,
  Plan,
  Publication,
  Warning,
} from '../contract.js';
import { identifierTexts } from './customer.js';
import { instantOrNull } from './instants.js';
import { withoutSecrets } from './without-secrets.js';

/** Warnings, whose definition is known from where they stand. */
export function presentWarnings(warnings: readonly DefinitionProblem[]): Warning[] {
  return warnings.map(({ code, pointer, message, remedy }) => ({ code, pointer, message, remedy }));
}

export function presentPlan(changes: readonly PlannedChange[]): Plan {
  return { changes: changes.map(presentChange) };
}

function presentChange({ difference, warnings, ...change }: PlannedChange): Plan['changes'][number] {
  return {
    ...change,
    ...(difference === undefined ? {} : { difference: [...difference] }),
    ...(warnings === undefined ? {} : { warnings: presentWarnings(warnings) }),
  };
}

export function presentPublication(answer: PublicationAnswer): Publication {
  const { publicationId, status, by, reason, at, startedAt, endedAt, asked, total, share, remaining, changes, failure } = answer;
  return {
    publicationId,
    status,
    by,
    reason,
    at: formatInstant(at),
    startedAt: instantOrNull(startedAt),
    endedAt: instantOrNull(endedAt),
    asked,
    total,
    share,
    remainingMs: remaining,
    changes: changes.map(presentChange),
    failure: presentFailure(failure),
  };
}

export function presentDefinition({ newest, versions, draft }: DefinitionAnswer): DefinitionItem {
  const { definition, version, publishedAt, by, reason, retired } = newest;
  return {
    kind: definition.kind,
    name: definition.name,
    title: definition.title ?? null,
    version,
    versions,
    inForce: retired === undefined,
    publishedAt: formatInstant(publishedAt),
    by,
    reason,
    draft: draft && { by: draft.by, note: draft.note, at: formatInstant(draft.at) },
    definition: withoutSecrets(definition),
  };
}

export function presentVersions({ kind, name }: DefinitionRef, versions: readonly DefinitionVersionAnswer[]): DefinitionVersions {
  return { kind, name, versions: versions.map(presentVersion) };
}

export function presentVersion(answer: DefinitionVersionAnswer): DefinitionVersion {
  const { version, inForce, publishedAt, by, reason, publicationId, restores = null, retired, difference, definition } = answer;
  return {
    version,
    inForce,
    publishedAt: formatInstant(publishedAt),
    by,
    reason,
    publicationId,
    restores,
    retired: retired === undefined ? null : { by: retired.by, reason: retired.reason, at: formatInstant(retired.at) },
    difference: [...difference],
    definition: withoutSecrets(definition),
  };
}

export function presentDraft(answer: DraftAnswer): Draft {
  const { definition, by, note, at, basedOn, version, status, asked, total, failure, difference, words, effect, warnings, asOf } = answer;
  return {
    kind: definition.kind,
    name: definition.name,
    definition: withoutSecrets(definition),
    by,
    note,
    at: formatInstant(at),
    basedOn,
    version,
    status,
    asked,
    total,
    failure: presentFailure(failure),
    difference: [...difference],
    words,
    effect: effect && {
      ...effect,
      sample: { entering: effect.sample.entering.map(presentRef), leaving: effect.sample.leaving.map(presentRef) },
    },
    warnings: presentWarnings(warnings),
    asOf: formatInstant(asOf),
  };
}

export function presentDraftCustomers({ items, nextCursor }: Page<CustomerRef>): DraftCustomers {
  return { customers: items.map(presentRef), nextCursor };
}

function presentRef({ customerId, identifiers }: CustomerRef): DraftCustomers['customers'][number] {
  return { customerId, identifiers: identifierTexts(identifiers) };
}

function presentFailure(failure: ProblemDetails | null): Publication['failure'] {
  return failure && { code: failure.code, title: failure.title, detail: failure.detail, remedy: failure.remedy };
}
