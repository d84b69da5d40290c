/** As long as somebody may look at the page, and the engine says something. */
export interface Attendance {
  /** Aborts when the page is hidden, when nothing was heard for so long, and when the outer signal does. */
  readonly signal: AbortSignal;
  /** Something was heard. */
  heard(): void;
  /** Lets go of listeners and timers. */
  end(): void;
}

/** Begins to attend. Where there is no page, as on a server, it counts as visible. */
export function attend(stop: AbortSignal | undefined, silence: number): Attendance {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const ifHidden = (): void => {
    if (isHidden()) abort();
  };
  let timer = setTimeout(abort, silence);
  if (stop?.aborted) abort();
  stop?.addEventListener('abort', abort);
  pageEvents()?.addEventListener('visibilitychange', ifHidden);
  return {
    signal: controller.signal,
    heard: () => {
      clearTimeout(timer);
      timer = setTimeout(abort, silence);
    },
    end: () => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', abort);
      pageEvents()?.removeEventListener('visibilitychange', ifHidden);
    },
  };
}

/** Resolves once the page is visible, or it is stopped. */
export function visible(stop: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (isHidden() && !stop?.aborted) return;
      stop?.removeEventListener('abort', look);
      pageEvents()?.removeEventListener('visibilitychange', look);
      resolve();
    };
    stop?.addEventListener('abort', look);
    pageEvents()?.addEventListener('visibilitychange', look);
    look();
  });
}

/** Resolves after so many milliseconds, or when it is stopped. */
export function waited(time: number, stop: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, time);
    stop?.addEventListener('abort', end);
    if (stop?.aborted) end();
  });
}

function pageEvents(): Document | undefined {
  return typeof document === 'undefined' ? undefined : document;
}

function isHidden(): boolean {
  return pageEvents()?.visibilityState === 'hidden';
}
