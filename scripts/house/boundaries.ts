import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import boundaries from './boundaries.config.mjs';

/** What dependency-cruiser found: how much it read, and which rules are broken where. */
export interface BoundaryReport {
  /** Source files that were read. Without the compiler API this is 0 and everything passes: look at it. */
  readonly modules: number;
  readonly violations: readonly { readonly rule: string; readonly from: string; readonly to: string }[];
}

/** Holds the packages under `folder` to the boundary rules. */
export async function checkBoundaries(folder: string): Promise<BoundaryReport> {
  const { forbidden, options } = boundaries;
  const result = await cruise(['packages'], {
    ...options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden: forbidden as IForbiddenRuleType[] },
  });
  const { modules, summary } = result.output as ICruiseResult;
  return {
    modules: modules.filter((module) => module.source.startsWith('packages/') && module.dependencies.length > 0).length,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}
