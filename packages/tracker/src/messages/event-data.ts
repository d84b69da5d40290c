/** What has come of a line that has not ended yet; an engine's line is far shorter. */
const LONGEST_LINE = 1_000_000;
const PREFIX = 'data: ';

/**
 * Reads the data of a server-sent stream whose every event has its data in one line, as the engine writes them.
 * @returns takes in the next piece of text, and gives the data that it completes
 */
export function eventData(): (text: string) => readonly string[] {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new Error('a line of the stream has no end');
    return lines.filter((line) => line.startsWith(PREFIX)).map((line) => line.slice(PREFIX.length));
  };
}
