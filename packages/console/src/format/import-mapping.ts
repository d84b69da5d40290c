import type { ImportColumns } from '@cusp/engine/contract';

type Mapping = ImportColumns['mapping'];
type Column = ImportColumns['columns'][number];

/** What somebody may make of a column. */
export const ROLES = ['time', 'userId', 'anonymousId', 'email', 'value', 'none'] as const;
export type Role = (typeof ROLES)[number] | 'line' | 'order' | 'event';

/** What a column is in a mapping. */
export function roleOf(mapping: Mapping, column: string): Role {
  const names = (rule: unknown): boolean => columnOf(rule) === column;
  if (names(mapping.timestamp)) return 'time';
  if (names(mapping.userId)) return 'userId';
  if (names(mapping.anonymousId)) return 'anonymousId';
  if (names(mapping.externalIds?.email)) return 'email';
  if (mapping.group?.by.includes(column)) return 'order';
  if (Array.isArray(mapping.event) && mapping.event.some(({ when }) => when?.column === column)) return 'event';
  if (Object.values(mapping.group?.products ?? {}).some(names)) return 'line';
  const values = { ...mapping.properties, ...mapping.traits };
  return Object.values(values).some(names) ? 'value' : 'none';
}

/** The mapping with another role of a column; what had a role that only one can have loses it. */
export function withRole(mapping: Mapping, column: Column, role: Role): Mapping {
  const free = without(mapping, column.name);
  if (role === 'time') return { ...free, timestamp: timeOf(column) };
  if (role === 'userId' || role === 'anonymousId') return { ...free, [role]: column.name };
  if (role === 'email') return { ...free, externalIds: { ...free.externalIds, email: column.name } };
  if (role !== 'value') return free;
  const key = free.event === undefined ? 'traits' : 'properties';
  return { ...free, [key]: { ...free[key], [nameOf(column.name)]: valueOf(column) } };
}

function without(mapping: Mapping, column: string): Mapping {
  const { timestamp, userId, anonymousId, externalIds, properties, traits, ...rest } = mapping;
  const kept = (values: Mapping['properties']): Mapping['properties'] =>
    values && Object.fromEntries(Object.entries(values).filter(([, rule]) => columnOf(rule) !== column));
  const left = { externalIds: kept(externalIds), properties: kept(properties), traits: kept(traits) };
  return {
    ...rest,
    ...(timestamp !== undefined && columnOf(timestamp) !== column && { timestamp }),
    ...(userId !== undefined && columnOf(userId) !== column && { userId }),
    ...(anonymousId !== undefined && columnOf(anonymousId) !== column && { anonymousId }),
    ...Object.fromEntries(Object.entries(left).filter(([, values]) => values !== undefined && Object.keys(values).length > 0)),
  };
}

function columnOf(rule: unknown): string | undefined {
  if (typeof rule === 'string') return rule;
  return typeof rule === 'object' && rule !== null && 'column' in rule && typeof rule.column === 'string' ? rule.column : undefined;
}

function timeOf({ name, format }: Column) {
  return { column: name, ...(format !== undefined && format !== 'iso' && { format }) };
}

function valueOf({ name, type }: Column) {
  if (type === 'number' || type === 'integer') return { column: name, type: 'number' as const };
  return type === 'boolean' ? { column: name, type } : name;
}

function nameOf(column: string): string {
  const name = column
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
  return name === '' || name === 'constructor' || name === 'prototype' ? `column_${name}` : name;
}
