import type { Preview } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { type EditedKind, exactPreviewQuery, planQuery, previewQuery } from '../api/definition-queries.js';
import { problemOf } from '../api/problem.js';
import { type LineProblem, locateProblems, readDefinition } from '../format/definition-text.js';
import { definitionTexts } from '../texts/definitions-en.js';

/** How long nobody types before what is written is checked, in milliseconds. */
const PAUSE = 500;

/** What is written, as far as it has been checked. */
export interface CheckedDefinition {
  /** Undefined as long as something is wrong with it, or it is being checked. */
  readonly definition: Readonly<Record<string, unknown>> | undefined;
  readonly name: string;
  readonly problems: readonly LineProblem[];
  /** What is no mistake and may still be meant otherwise. */
  readonly warnings: readonly LineProblem[];
  /** Of a segment. An estimate may come first, which the exact answer replaces. */
  readonly preview: Preview | undefined;
  readonly isChecking: boolean;
  /** What kept it from being checked and is no fault of what is written. */
  readonly error: unknown;
}

/** Checks a text at every pause: what publishing it would give, or what is wrong, by line. @param fixedName the name that it has to keep */
export function useCheckedDefinition(kind: EditedKind, text: string, fixedName: string | undefined): CheckedDefinition {
  const settled = useSettled(text);
  const read = useMemo(() => readDefinition(settled), [settled]);
  const name = typeof read.definition?.['name'] === 'string' ? read.definition['name'] : '';
  const nameProblems =
    fixedName === undefined || read.definition === undefined || name === fixedName ? [] : otherName(kind, settled, fixedName);
  const isSegment = kind === 'segment';
  const counted = useQuery(previewQuery(settled, isSegment ? read.definition : undefined));
  const planned = useQuery(planQuery(settled, isSegment ? undefined : read.definition));
  const exact = useQuery(exactPreviewQuery(counted.isPlaceholderData ? undefined : counted.data?.previewId));
  const asked = isSegment ? counted : planned;
  const problem = asked.error === null ? undefined : problemOf(asked.error);
  const isRefused = problem?.code === 'invalid_definition';
  const refused = isRefused && read.definition !== undefined ? locateProblems(settled, problem.problems ?? []) : [];
  const problems = [...read.problems, ...nameProblems, ...refused];
  const isChecking = settled !== text || asked.isFetching;
  const isFine = problems.length === 0 && !isChecking && asked.error === null && name !== '';
  const preview = read.definition === undefined || isRefused ? undefined : (exact.data ?? counted.data);
  // Those of the text before would stand beside the wrong lines.
  const told = isSegment ? preview?.warnings : isRefused ? undefined : planned.data?.changes[0]?.warnings;
  const warnings = asked.isPlaceholderData ? [] : locateProblems(settled, told ?? []);
  return {
    definition: isFine ? read.definition : undefined,
    name,
    problems,
    warnings,
    preview,
    isChecking,
    error: isRefused ? null : (asked.error ?? exact.error),
  };
}

function otherName(kind: EditedKind, text: string, name: string): readonly LineProblem[] {
  const { otherName: message, otherNameRemedy } = definitionTexts.editor;
  const remedy = otherNameRemedy(kind);
  return locateProblems(text, [{ pointer: '/name', message: message(name), remedy }]);
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
