import { useEffect, useRef, useState } from 'react';
import { type Choices, useChoices } from './choices.js';
import type { Device } from './messages.js';
import { demoWriteKey, startTracking, tellParent, type Tracker } from './tracking.js';

type Who = ReturnType<Tracker['who']>;

/** The shop's connection to the engine, and who the visitor is to it. */
export interface ShopTracker {
  readonly choices: Choices;
  readonly who: Who | undefined;
  /** True when there is nowhere to send events to. */
  readonly unavailable: boolean;
  track(event: string, properties?: Record<string, unknown>): void;
  setDevice(device: Device): void;
  setMarketing(allowed: boolean): void;
  signIn(email: string, name: string): void;
  startOver(): void;
}

/** Starts the analytics library once, and keeps the page around informed. */
export function useTracker(): ShopTracker {
  const [choices, setChoices] = useChoices();
  const [who, setWho] = useState<Who | undefined>(undefined);
  const [unavailable, setUnavailable] = useState(false);
  const tracker = useRef<Tracker | undefined>(undefined);
  // The plugin asks for the choices at each call, and a call may follow a choice at once, before the next rendering.
  const newest = useRef(choices);

  function choose(next: Choices): void {
    newest.current = next;
    setChoices(next);
  }
  const lookAgain = () => setWho(tracker.current?.who());

  useEffect(() => {
    start(() => newest.current)
      .then((started) => {
        tracker.current = started;
        setUnavailable(started === undefined);
        started?.page('Home');
        setWho(started?.who());
      })
      .catch(() => setUnavailable(true));
  }, []);
  useEffect(() => {
    if (who) tellParent({ from: 'shop', kind: 'who', ...who, device: choices.device });
  }, [who, choices.device]);

  return {
    choices,
    who,
    unavailable,
    track: (event, properties) => tracker.current?.track(event, properties),
    setDevice: (device) => choose({ ...newest.current, device }),
    setMarketing: (marketing) => {
      choose({ ...newest.current, marketing });
      tracker.current?.track('Segment Consent Preference Updated');
    },
    signIn: (email, name) => {
      tracker.current?.identify(email, { email, ...(name === '' ? {} : { name }) });
      lookAgain();
    },
    startOver: () => {
      tracker.current?.reset();
      choose({ ...newest.current, marketing: null });
      lookAgain();
    },
  };
}

async function start(choices: () => Choices): Promise<Tracker | undefined> {
  const writeKey = await demoWriteKey();
  return writeKey === undefined ? undefined : startTracking(writeKey, choices);
}
