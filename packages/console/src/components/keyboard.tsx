import { useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { type Pressed, shortcutOf } from '../format/shortcuts.js';
import { singleKeys } from '../session/single-keys.js';
import { keyboardTexts as texts } from '../texts/keyboard-en.js';

const Palette = lazy(() => import('./palette.js').then(({ Palette: component }) => ({ default: component })));
const KeyboardHelp = lazy(() => import('./keyboard-help.js').then(({ KeyboardHelp: component }) => ({ default: component })));

/** After `g` its letter is waited for so long, in milliseconds. */
const SECOND_KEY = 1_200;
const TAKES_TEXT = 'input, textarea, select, [contenteditable], dialog';

/** A page of the navigation. */
export interface NavPage {
  readonly to: string;
  readonly name: string;
}

/** Listens to the keyboard: shortcuts, and what they open. After the way to another page the focus is at its beginning. */
export function Keyboard({ pages }: { pages: readonly NavPage[] }) {
  const [shown, setShown] = useState<'palette' | 'help' | undefined>(undefined);
  const router = useRouter();
  const sinceG = useRef(Number.NEGATIVE_INFINITY);
  useFocusAfterNavigation();
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const act = shortcutOf(pressedIn(event), event.timeStamp - sinceG.current < SECOND_KEY, singleKeys.isOn());
      sinceG.current = act?.act === 'wait' ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (act === undefined || act.act === 'wait') return;
      event.preventDefault();
      if (act.act === 'go') void router.navigate({ to: act.to });
      else if (act.act === 'search') search(() => void router.navigate({ to: '/customers' }));
      else setShown(act.act);
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [router]);
  const close = () => setShown(undefined);
  return (
    <>
      <button type="button" className="quiet find-button" onClick={() => setShown('palette')}>
        {texts.short} <kbd>{texts.paletteKeys}</kbd>
      </button>
      <Suspense>
        {shown === 'palette' && <Palette pages={pages} onClose={close} />}
        {shown === 'help' && <KeyboardHelp pages={pages} onClose={close} />}
      </Suspense>
    </>
  );
}

function pressedIn(event: KeyboardEvent): Pressed {
  const isTaken = event.defaultPrevented || (event.target instanceof Element && event.target.closest(TAKES_TEXT) !== null);
  return { key: event.key, withControl: event.ctrlKey || event.metaKey, withOther: event.altKey, isTaken };
}

/** Into the search of this page; where there is none, to the customers. */
function search(elsewhere: () => void): void {
  const field = document.querySelector<HTMLInputElement>('main [role="search"] input, main input[type="search"]');
  if (field === null) elsewhere();
  else field.focus();
}

function useFocusAfterNavigation(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onResolved', ({ pathChanged, fromLocation }) => {
        if (!pathChanged || fromLocation === undefined) return;
        const main = document.getElementById('content');
        // A page that put the focus somewhere itself knows better.
        if (main !== null && !main.contains(document.activeElement)) main.focus({ preventScroll: true });
      }),
    [router],
  );
}
