import fc from 'fast-check';
import { Check } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { sharedData } from '../../../test/shared-data.js';
import { fileColumns } from '../files/file-columns.js';
import { Mapping } from './mapping.js';
import { suggestMapping } from './suggest-mapping.js';

function suggested(file: string, header: string, ...lines: string[]) {
  const rows = lines.map((line) => line.split(';'));
  const columns = header.split(';').map((name, place) => ({ name, values: rows.map((row) => row[place] || undefined) }));
  return suggestMapping({ file, delimiter: ',', rows: rows.length, columns });
}

describe('typical exports', () => {
  test('orders of Shopify: the lines of an order are one event', () => {
    const { mapping, doubts } = suggested(
      'orders_export_1.csv',
      'Name;Email;Financial Status;Paid at;Currency;Total;Lineitem quantity;Lineitem name;Lineitem price;Lineitem sku;Created at;Customer ID',
      '#1001;ada@example.com;paid;2026-01-02 10:11:12 +0100;EUR;30.00;1;Kettle;20.00;K1;2026-01-02 10:11:10 +0100;771',
      '#1001;;;;;;2;Cup;5.00;C1;2026-01-02 10:11:10 +0100;',
    );
    expect(mapping).toMatchObject({
      userId: 'Customer ID',
      externalIds: { email: 'Email' },
      event: 'Order Completed',
      timestamp: { column: 'Created at' },
      group: { by: ['Name'], totals: { total: { sum: 'Lineitem price', times: 'Lineitem quantity' } } },
    });
    expect(mapping.group?.products).toHaveProperty('lineitem_sku', 'Lineitem sku');
    expect(doubts).toEqual([]);
  });

  test('contacts of HubSpot and Salesforce are traits, not events', () => {
    const hubspot = suggested(
      'hubspot-contacts.csv',
      'Record ID;First Name;Last Name;Email;Phone Number;Create Date;Lifecycle Stage',
      '51;Ada;Lovelace;ada@example.com;+441;2026-01-02 10:11;customer',
    );
    expect(hubspot.mapping).toMatchObject({ userId: 'Record ID', externalIds: { email: 'Email', phone: 'Phone Number' } });
    expect(hubspot.mapping).toMatchObject({ timestamp: { column: 'Create Date' }, traits: { first_name: 'First Name' } });
    expect(hubspot.mapping).not.toHaveProperty('event');
    const salesforce = suggested(
      'Contact.csv',
      'Id;FirstName;LastName;Email;CreatedDate',
      '003x;Ada;Lovelace;a@b.co;2026-01-02T10:11:00.000Z',
    );
    expect(salesforce.mapping).toMatchObject({ userId: 'Id', timestamp: { column: 'CreatedDate' }, traits: { last_name: 'LastName' } });
  });

  test('rows of an analytics export are named by their event', () => {
    const { mapping, doubts } = suggested(
      'ga4.csv',
      'event_timestamp;event_name;user_pseudo_id;page_location',
      '1767348672000;page_view;11.22;https://shop.example/',
      '1767348673000;purchase;11.22;https://shop.example/thanks',
    );
    expect(mapping).toMatchObject({ timestamp: { column: 'event_timestamp', format: 'unixMs' }, anonymousId: 'user_pseudo_id' });
    expect(mapping.event).toContainEqual({ name: 'purchase', when: { column: 'event_name', is: 'purchase' } });
    expect(doubts).toEqual([]);
  });
});

test('days and months that could be the other way round are doubted; so is what has no time, or nobody', () => {
  expect(suggested('a.csv', 'date;customer_id', '01/02/2026;7').doubts).toEqual(['ambiguous_time', 'time_zone']);
  expect(suggested('a.csv', 'date;customer_id', '01/20/2026;7').doubts).toEqual(['time_zone']);
  expect(suggested('a.csv', 'colour', 'red').doubts).toEqual(['no_time', 'no_person']);
});

test('codes keep their leading zeros, amounts become numbers', () => {
  const { mapping } = suggested('b.csv', 'time;user_id;zip;amount', '2026-01-01T00:00:00Z;7;01067;12.50');
  expect(mapping.properties).toEqual({ zip: 'zip', amount: { column: 'amount', type: 'number' } });
});

test('whatever a file holds, the suggestion has the shape of a mapping', () => {
  const column = fc.record({
    name: fc.string({ minLength: 1, maxLength: 40 }),
    values: fc.array(fc.option(fc.string(), { nil: undefined }), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.array(column, { maxLength: 8 }), (file, columns) => {
      expect(Check(Mapping, suggestMapping({ file, delimiter: ';', rows: 4, columns }).mapping)).toBe(true);
    }),
    { numRuns: 100 },
  );
});

const RETAIL = sharedData('online-retail/online_retail.csv.gz');
const JOURNEY = sharedData('completejourney/transactions_sample.csv.gz');
const PEOPLE = sharedData('splink/fake_1000.csv');
if (RETAIL === undefined) console.warn('the public data sets are not on this machine: their test is skipped');

test.skipIf(RETAIL === undefined || JOURNEY === undefined || PEOPLE === undefined)('the headers of public data sets', async () => {
  const of = async (file = '') => suggestMapping({ ...(await fileColumns(file)), file }).mapping;
  expect(await of(RETAIL)).toMatchObject({
    name: 'online-retail',
    timestamp: { column: 'InvoiceDate' },
    userId: 'CustomerID',
    anonymousId: { template: 'order-{InvoiceNo}' },
    event: 'Order Completed',
    properties: { country: 'Country' },
    group: { by: ['InvoiceNo'], totals: { total: { sum: 'UnitPrice', times: 'Quantity' } } },
  });
  expect(await of(JOURNEY)).toMatchObject({ timestamp: { column: 'transaction_timestamp' }, userId: 'household_id' });
  expect(await of(PEOPLE)).toMatchObject({ userId: 'unique_id', externalIds: { email: 'email' }, traits: { city: 'city' } });
});
