import { GO_LETTERS } from '../format/shortcuts.js';
import { singleKeys, useSingleKeys } from '../session/single-keys.js';
import { keyboardTexts as texts } from '../texts/keyboard-en.js';
import type { NavPage } from './keyboard.js';
import { Modal } from './modal.js';

/** Which keys do what, and how to turn those of a single letter off. */
export function KeyboardHelp({ pages, onClose }: { pages: readonly NavPage[]; onClose: () => void }) {
  const isOn = useSingleKeys();
  return (
    <Modal title={texts.help} onClose={onClose}>
      <p className="dim">{texts.helpLead}</p>
      <dl className="key-values shortcuts">
        <Row keys={[texts.paletteKeys]} words={texts.palette} />
        <Row keys={['/']} words={texts.search} />
        <Row keys={['?']} words={texts.thisHelp} />
        {pages.flatMap(({ to, name }) => {
          const letter = GO_LETTERS[to];
          return letter === undefined ? [] : [<Row key={to} keys={['g', letter]} words={texts.go(name)} />];
        })}
      </dl>
      <label className="choice">
        <input type="checkbox" checked={isOn} onChange={(event) => singleKeys.set(event.target.checked)} />
        <span>
          {texts.single}
          <span className="dim line-note">{texts.singleHint}</span>
        </span>
      </label>
    </Modal>
  );
}

function Row({ keys, words }: { keys: readonly string[]; words: string }) {
  return (
    <div>
      <dt>
        {keys.map((key, place) => (
          <span key={key}>
            {place > 0 && ` ${texts.followedBy} `}
            <kbd>{key}</kbd>
          </span>
        ))}
      </dt>
      <dd>{words}</dd>
    </div>
  );
}
