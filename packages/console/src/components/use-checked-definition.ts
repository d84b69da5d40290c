import type { Preview } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { exactPreviewQuery, previewQuery } from '../api/definition-queries.js';
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
  /** An estimate may come first, which the exact answer replaces. */
  readonly preview: Preview | undefined;
  readonly isChecking: boolean;
  /** What kept it from being checked and is no fault of what is written. */
  readonly error: unknown;
}

/** Checks a text at every pause: what publishing it would give, or what is wrong, by line. @param fixedName the name that it has to keep */
export function useCheckedDefinition(text: string, fixedName: string | undefined): CheckedDefinition {
  const settled = useSettled(text);
  const read = useMemo(() => readDefinition(settled), [settled]);
  const name = typeof read.definition?.['name'] === 'string' ? read.definition['name'] : '';
  const nameProblems = fixedName === undefined || read.definition === undefined || name === fixedName ? [] : otherName(settled, fixedName);
  const asked = useQuery(previewQuery(settled, read.definition));
  const exact = useQuery(exactPreviewQuery(asked.isPlaceholderData ? undefined : asked.data?.previewId));
  const told = asked.error === null ? undefined : problemOf(asked.error);
  const isRefused = told?.code === 'invalid_definition';
  const refused = isRefused && read.definition !== undefined ? locateProblems(settled, told.problems ?? []) : [];
  const problems = [...read.problems, ...nameProblems, ...refused];
  const isChecking = settled !== text || asked.isFetching;
  const isFine = problems.length === 0 && !isChecking && asked.error === null && name !== '';
  const preview = read.definition === undefined || isRefused ? undefined : (exact.data ?? asked.data);
  // Those of the text before would stand beside the wrong lines.
  const warnings = preview === undefined || asked.isPlaceholderData ? [] : locateProblems(settled, preview.warnings ?? []);
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

function otherName(text: string, name: string): readonly LineProblem[] {
  const { otherName: message, otherNameRemedy: remedy } = definitionTexts.editor;
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
