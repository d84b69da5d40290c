import type { Customer } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useState } from 'react';
import { ApiError } from '../api/problem.js';
import { customerQuery } from '../api/queries.js';
import { useBatches, useRefreshOn } from '../live/live.js';
import { type Device, readShopMessage } from '../shop/messages.js';
import { type Diary, EMPTY_DIARY, withCustomer, withMessage, withSent } from './diary.js';

/** The analytics library keeps the visitor's id there, as JSON. */
const ANONYMOUS_ID = 'ajs_anonymous_id';

/** The visitor of the shop beside, as far as the engine knows them. */
export interface Visitor {
  readonly key: string | undefined;
  readonly device: Device;
  readonly diary: Diary;
  readonly customer: Customer | undefined;
  /** An error other than that nobody knows them yet. */
  readonly error: Error | null;
}

/** Follows the visitor of the shop in `frame`. */
export function useVisitor(frame: RefObject<HTMLIFrameElement | null>): Visitor {
  const [anonymousId, setAnonymousId] = useState(storedAnonymousId);
  const [device, setDevice] = useState<Device>('phone');
  const [diary, setDiary] = useState(EMPTY_DIARY);

  useEffect(() => {
    function listen(message: MessageEvent): void {
      if (message.origin !== window.location.origin || message.source !== frame.current?.contentWindow) return;
      const told = readShopMessage(message.data);
      if (told?.kind === 'sent') setDiary((before) => withSent(before, told));
      if (told?.kind === 'who') {
        setDevice(told.device);
        setAnonymousId((before) => {
          if (before !== undefined && before !== told.anonymousId) setDiary(EMPTY_DIARY);
          return told.anonymousId;
        });
      }
    }
    window.addEventListener('message', listen);
    return () => window.removeEventListener('message', listen);
  }, [frame]);

  const key = anonymousId === undefined ? undefined : `anonymousId:${anonymousId}`;
  const asked = useQuery({ ...customerQuery(key ?? ''), enabled: key !== undefined });
  const customerId = asked.data?.customerId;
  const recognised = (before: Diary) => (customerId === undefined ? before : withCustomer(before, customerId));
  const known = recognised(diary);
  useBatches((batch) => {
    const now = Date.now();
    setDiary((before) => batch.reduce((sofar, message) => withMessage(sofar, message, now), recognised(before)));
  });
  useRefreshOn(
    ['customer', key ?? ''],
    (message) => 'customerId' in message.value && (known.customerIds.includes(message.value.customerId) || isSent(known, message.value)),
  );
  const unknown = asked.error instanceof ApiError && asked.error.problem.status === 404;
  return { key, device, diary: known, customer: asked.data, error: unknown ? null : asked.error };
}

function isSent(diary: Diary, value: object): boolean {
  return 'messageId' in value && typeof value.messageId === 'string' && value.messageId in diary.sentAt;
}

function storedAnonymousId(): string | undefined {
  const stored = window.localStorage.getItem(ANONYMOUS_ID);
  if (stored === null) return undefined;
  try {
    const id: unknown = JSON.parse(stored);
    return typeof id === 'string' ? id : stored;
  } catch {
    // Older versions of the library wrote it bare.
    return stored;
  }
}
