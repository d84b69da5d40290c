import { createContext, type ReactNode, useContext } from 'react';
import type { Schema } from '../../format/builder/schema.js';
import type { LineProblem } from '../../format/definition-text.js';
import type { Written } from '../../format/definition-change.js';

/** What every part of a form that is made from a schema needs to know. */
export interface Built {
  /** The whole schema, in which names are looked up. */
  readonly root: Schema;
  readonly definition: Written;
  readonly problems: readonly LineProblem[];
  /** The part of the form for any schema: what holds others shows them by it. */
  readonly Part: (props: SchemaPartProps) => ReactNode;
}

const BuilderContext = createContext<Built | undefined>(undefined);

export const BuilderProvider = BuilderContext.Provider;

export function useBuilt(): Built {
  const built = useContext(BuilderContext);
  if (built === undefined) throw new Error('A part of a form stands outside of its form');
  return built;
}

/** One part of a form: what is written there, and a way to write something else; undefined takes it away. */
export interface PartProps {
  /** What it is called; of a part that is called by what stands before it, for those who hear it only. */
  readonly title: string;
  readonly isTitleHidden?: boolean;
  /** Where it stands, as a JSON pointer. */
  readonly pointer: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

export interface SchemaPartProps extends PartProps {
  readonly schema: Schema;
  /** Whether it stands in a list, to which one more is added there. */
  readonly isAmongOthers?: boolean;
}
