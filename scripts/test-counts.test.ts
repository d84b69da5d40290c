import { expect, test } from 'vitest';
import { countsLine, countTests } from './test-counts.mjs';

const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

test('says what passed and failed, and what was skipped only when something was', () => {
  expect(countsLine(countTests(report, 0))).toBe('3 passed, 0 failed');
  expect(countsLine(countTests({ ...report, numPendingTests: 2, numTodoTests: 1 }, 0))).toBe('3 passed, 0 failed, 3 skipped');
});

test('a file that cannot be loaded is a failure', () => {
  const testResults = [{ status: 'failed', assertionResults: [] }];
  expect(countTests({ ...report, testResults }, 1).failed).toBe(1);
});

test('a run that ended badly with every test green is a failure', () => {
  expect(countTests(report, 1).failed).toBe(1);
  expect(countTests(undefined, 0).failed).toBe(1);
});
