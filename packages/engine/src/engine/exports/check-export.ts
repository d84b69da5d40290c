import { Cron } from 'croner';
import type { DefinitionProblem } from '../../vocabulary/definition.js';
import type { ExportDefinition } from '../../vocabulary/export.js';

/** What is wrong with an export beyond its shape. */
export function exportProblems(
  definition: ExportDefinition,
  exists: (kind: 'segment', name: string) => boolean,
): readonly DefinitionProblem[] {
  const { name, segment } = definition;
  const of = { kind: 'export', name } as const;
  const problems: DefinitionProblem[] = [];
  if (!exists('segment', segment)) {
    const remedy = 'publish the segment with it, or name one that is in force';
    problems.push({ ...of, code: 'invalid_reference', pointer: '/segment', message: `there is no segment "${segment}"`, remedy });
  }
  const fault = scheduleFault(definition);
  if (fault !== undefined) {
    const remedy = 'write five fields of cron, such as 0 6 * * *, and a zone of the IANA database, such as Europe/Berlin';
    problems.push({ ...of, code: 'invalid_value', pointer: '/schedule', message: fault, remedy });
  }
  return problems;
}

/** The instants of an export's schedule; undefined when it has none. @throws Error for a schedule that is none */
export function scheduleOf({ schedule, timeZone = 'UTC' }: ExportDefinition): Cron | undefined {
  return schedule === undefined ? undefined : new Cron(schedule, { timezone: timeZone, paused: true, mode: '5-part' });
}

function scheduleFault(definition: ExportDefinition): string | undefined {
  try {
    // A zone that there is not is only noticed when it is used.
    scheduleOf(definition)?.nextRun(new Date(0));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
