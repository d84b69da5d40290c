import type { Figure } from './figure.js';
import type { Machine } from './machine.js';

/** The figures for people: values side by side, and under each what was done and what it leaves out. */
export function figuresTable(figures: readonly Figure[], machine: Machine): string {
  const width = Math.max(...figures.map(({ name }) => name.length), 0);
  const lines = figures.flatMap(({ name, value, unit, detail }) => [
    `${name.padEnd(width)}  ${String(value).padStart(10)} ${unit === 'ratio' ? '' : unit}`.trimEnd(),
    `    load       ${detail.load}`,
    `    leaves out ${detail.leavesOut}`,
    `    rounds     ${detail.rounds.join(', ')}`,
  ]);
  return [
    `Machine: ${machine.cores} cores (${machine.cpu}), ${machine.memoryGiB} GiB, Node ${machine.node}, ${machine.platform}`,
    '',
    ...lines,
  ].join('\n');
}
