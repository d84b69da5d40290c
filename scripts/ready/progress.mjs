/**
 * Shows that something takes its time: one line with the seconds on a terminal, a first and a last line elsewhere.
 * @template T
 * @param {string} what in the present tense: `Installing`
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what the work returned
 */
export async function withProgress(what, work) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const terminal = process.stderr.isTTY === true;
  if (!terminal) process.stderr.write(`${what} …\n`);
  const timer = terminal ? setInterval(() => process.stderr.write(`\r${what} … ${seconds()} s `), 200) : undefined;
  let ended = 'failed';
  try {
    const result = await work();
    ended = 'done';
    return result;
  } finally {
    clearInterval(timer);
    process.stderr.write(`${terminal ? '\r' : ''}${what} … ${ended} in ${seconds()} s\n`);
  }
}
