import type { Readable } from 'node:stream';

/** Most objects of a piece: a reader that works on one piece at a time holds no more. */
const LARGEST_PIECE = 1_000;

/**
 * The objects of a stream, as many at once as it has ready: waiting for each of a million alone takes longer than reading them.
 * @throws the stream's error.
 */
export async function* readPieces<T>(stream: Readable): AsyncGenerator<readonly T[]> {
  for (;;) {
    const piece = readyOf<T>(stream);
    if (piece.length > 0) yield piece;
    else if (stream.errored !== null) throw stream.errored;
    else if (stream.readableEnded || stream.destroyed) return;
    else await stirred(stream);
  }
}

function readyOf<T>(stream: Readable): readonly T[] {
  const piece: T[] = [];
  while (piece.length < LARGEST_PIECE) {
    const next = stream.read() as T | null;
    if (next === null) break;
    piece.push(next);
  }
  return piece;
}

/** Resolves when there is something to read, or nothing more to come. */
function stirred(stream: Readable): Promise<void> {
  const signs = ['readable', 'end', 'error', 'close'] as const;
  return new Promise((resolve) => {
    const stir = (): void => {
      for (const sign of signs) stream.off(sign, stir);
      resolve();
    };
    for (const sign of signs) stream.on(sign, stir);
  });
}
