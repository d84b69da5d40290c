import type { JourneyFlow } from '@cusp/engine/contract';
import { expect, it } from 'vitest';
import { SANKEY, sankeyLayout } from './sankey-layout.js';

const flow = (position: number, from: string, to: string | null, journeys: number, ended: JourneyFlow['ended'] = null): JourneyFlow => ({
  ...{ position, from, to, ended, journeys },
});
const FLOWS = [
  flow(0, 'View', 'Cart', 60),
  flow(0, 'View', 'Search', 30),
  flow(0, 'View', null, 10, 'left'),
  flow(1, 'Cart', null, 50, 'reached'),
  flow(1, 'Cart', null, 10, 'left'),
  flow(1, 'Search', 'Cart', 30),
];

it('lets as much leave a step as comes to it, and nothing overlap', () => {
  const { nodes, links, height } = sankeyLayout(FLOWS, 3);
  for (const node of nodes) {
    const into = links.filter(({ to }) => to.key === node.key).reduce((sum, { journeys }) => sum + journeys, 0);
    const out = links.filter(({ from }) => from.key === node.key).reduce((sum, { journeys }) => sum + journeys, 0);
    expect(node.journeys).toBe(Math.max(into, out));
    expect(node.y + node.height).toBeLessThanOrEqual(height + 1);
    const below = nodes.filter((other) => other.column === node.column && other.y > node.y);
    for (const other of below) expect(other.y).toBeGreaterThanOrEqual(node.y + node.height + SANKEY.gap - 0.001);
  }
  expect(nodes.filter(({ kind }) => kind === 'reached').map(({ journeys }) => journeys)).toEqual([50]);
});

it('keeps small steps together', () => {
  const many = Array.from({ length: 12 }, (_, index) => flow(0, 'View', `Step ${index}`, 12 - index));
  const ends = Array.from({ length: 12 }, (_, index) => flow(1, `Step ${index}`, null, 12 - index, 'left'));
  const { nodes, links } = sankeyLayout([...many, ...ends], 3);
  const column = nodes.filter((node) => node.column === 1);
  expect(column.map(({ name }) => name)).toEqual(['Step 0', 'Step 1', 'Step 2', 'Step 3', 'Step 4', 'Step 5', null]);
  expect(column.at(-1)?.journeys).toBe(6 + 5 + 4 + 3 + 2 + 1);
  expect(links.every(({ width }) => width > 0)).toBe(true);
});

it('draws nothing of nothing', () => {
  expect(sankeyLayout([], 6)).toMatchObject({ nodes: [], links: [] });
});
