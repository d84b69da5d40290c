import { randomUUID } from 'node:crypto';
import type { LinkTokens } from '../act/links/link-token.js';
import type { Outbox } from '../act/outbox.js';
import type { Pipeline } from '../pipeline.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import { Cleaning } from './cleaning.js';
import { LinkDesk } from './link-desk.js';
import type { Questions } from './questions.js';
import { recheck } from './recheck.js';
import { Responses } from './responses.js';
import { SiteDesk } from './site-desk.js';
import type { Sources } from './sources.js';

export interface ResponseDesksInput {
  readonly pipeline: Pipeline;
  readonly questions: Questions;
  readonly outbox: Pick<Outbox, 'deliveryOf'>;
  readonly sources: Sources;
  readonly retention: Milliseconds | null;
  readonly tokens: LinkTokens;
}

/** Those who deal with what customers do with messages, and with what waits to be shown to them. */
export interface ResponseDesks {
  readonly responses: Responses;
  readonly siteDesk: SiteDesk;
  readonly links: LinkDesk;
}

export function responseDesks({ pipeline, questions, outbox, sources, retention, tokens }: ResponseDesksInput): ResponseDesks {
  const find: Questions['find'] = (identifier) => questions.find(identifier);
  const whoIs: Questions['representative'] = (id) => questions.representative(id);
  const cleaning = new Cleaning({ sources, clock: pipeline.clock, retention, newMessageId: randomUUID, whoIs });
  const responses = new Responses({
    pipeline,
    clean: (items, arrival) => cleaning.clean(items, arrival, false),
    accept: (source, items) => pipeline.take(source, items),
    find,
  });
  const siteDesk = new SiteDesk({
    pipeline,
    find,
    deliveryOf: (decisionId) => outbox.deliveryOf(decisionId),
    // Not its first attempt: whether it was decided too late was asked when it was put there.
    recheck: (decision) => recheck(pipeline, decision, 2),
  });
  return { responses, siteDesk, links: new LinkDesk({ pipeline, tokens, responses, find }) };
}
