import { useRouter } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import { live } from '../live/live.js';
import type { Diary } from './diary.js';
import { keptInTab } from './kept-steps.js';
import {
  createTourProgress,
  type Step,
  stepsOfAddress,
  stepsOfCustomers,
  stepsOfDiary,
  stepsOfMessage,
  type TourCustomers,
} from './tour-progress.js';

/** For as long as the tab is open: some steps are taken on other pages. */
const progress = createTourProgress(keptInTab);
let isFollowing = false;

/** The steps that were seen; what the visitor does is noted by itself, here and on other pages. */
export function useTourProgress(
  diary: Diary,
  { visitor, holder }: TourCustomers,
  { moment, campaign }: { readonly moment: string; readonly campaign: string },
): ReadonlySet<Step> {
  const router = useRouter();
  const done = useSyncExternalStore(progress.subscribe, progress.done);
  useEffect(() => {
    if (isFollowing) return;
    isFollowing = true;
    router.subscribe('onResolved', ({ toLocation }) => progress.note(stepsOfAddress(toLocation.pathname, toLocation.search, campaign)));
    live.onBatch((batch) => progress.note(batch.flatMap((message) => stepsOfMessage(message, progress.done()))));
  }, [router, campaign]);
  useEffect(() => {
    progress.note([...stepsOfDiary(diary, moment), ...stepsOfCustomers({ visitor, holder }, progress.done())]);
  }, [diary, visitor, holder, moment]);
  return done;
}
