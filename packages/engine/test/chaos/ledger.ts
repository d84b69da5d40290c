import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** How one item of an acknowledged batch was answered. */
export interface Acknowledged {
  readonly messageId: string;
  readonly status: string;
}

/** The client's own book of what it sent and of what was acknowledged: two files, synced to disk before the next send. */
export class Ledger {
  readonly #sentPath: string;
  readonly #acknowledgedPath: string;
  readonly #sent: number;
  readonly #acknowledged: number;

  constructor(path: string) {
    this.#sentPath = `${path}.sent`;
    this.#acknowledgedPath = `${path}.acknowledged`;
    this.#sent = openSync(this.#sentPath, 'a');
    this.#acknowledged = openSync(this.#acknowledgedPath, 'a');
  }

  /** To be called before ids leave. */
  sending(messageIds: readonly string[]): void {
    writeSync(this.#sent, messageIds.map((id) => `${id}\n`).join(''));
    fsyncSync(this.#sent);
  }

  /** To be called with what was answered, before anything else is sent. */
  acknowledge(items: readonly Acknowledged[]): void {
    writeSync(this.#acknowledged, items.map(({ messageId, status }) => `${status} ${messageId}\n`).join(''));
    fsyncSync(this.#acknowledged);
  }

  /** Every id that ever left, as the file has it. */
  sent(): ReadonlySet<string> {
    return new Set(linesOf(this.#sentPath));
  }

  /** Every acknowledgement, as the file has it. */
  acknowledged(): readonly Acknowledged[] {
    return linesOf(this.#acknowledgedPath).map((line) => {
      const space = line.indexOf(' ');
      return { status: line.slice(0, space), messageId: line.slice(space + 1) };
    });
  }

  close(): void {
    closeSync(this.#sent);
    closeSync(this.#acknowledged);
  }
}

function linesOf(path: string): readonly string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
