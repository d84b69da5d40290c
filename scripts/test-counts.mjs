/**
 * Counts what vitest's JSON report says. A file that could not be loaded has no tests in the report but is a failure,
 * and so is a run that ended badly with every test green (an error outside of any test).
 * @param {{numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: {status: string, assertionResults: unknown[]}[]} | undefined} report
 * @param {number} exitCode of vitest
 * @returns {{passed: number, failed: number, skipped: number}}
 */
export function countTests(report, exitCode) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  const failed = report.numFailedTests + broken;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @param {{passed: number, failed: number, skipped: number}} counts @returns {string} `12 passed, 0 failed[, 3 skipped]` */
export function countsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
