import type { ConsentChoices, ConsentCustomers, ConsentLedger, ConsentOverview } from '@cusp/engine/contract';
import { queryOptions } from '@tanstack/react-query';
import { get } from './client.js';

/** How many choices, and how many customers, are listed. */
export const CONSENTS_LISTED = 50;

/** Purposes, with how many customers chose what. */
export const consentsQuery = queryOptions({
  queryKey: ['consents'],
  queryFn: ({ signal }) => get<ConsentOverview>('/consents', {}, signal),
});

/** The choices that arrived last, for all purposes or one. */
export const consentChoicesQuery = (purpose: string | undefined) =>
  queryOptions({
    queryKey: ['consents', 'choices', purpose],
    queryFn: ({ signal }) => get<ConsentChoices>('/consents/choices', { purpose, limit: CONSENTS_LISTED }, signal),
  });

/** Who has chosen this for a purpose. */
export const consentCustomersQuery = (purpose: string, state: string) =>
  queryOptions({
    queryKey: ['consents', 'customers', purpose, state],
    queryFn: ({ signal }) => get<ConsentCustomers>('/consents/customers', { purpose, state, limit: CONSENTS_LISTED }, signal),
  });

/** What stands for a customer, and every choice. */
export const consentLedgerQuery = (customer: string) =>
  queryOptions({
    queryKey: ['consents', 'of', customer],
    queryFn: ({ signal }) => get<ConsentLedger>(`/customers/${encodeURIComponent(customer)}/consents`, {}, signal),
  });
