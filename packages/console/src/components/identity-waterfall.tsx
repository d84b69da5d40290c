import type { MatchingExplanation } from '@cusp/engine/contract';
import type { ReactNode } from 'react';
import { bitsText } from '../format/bits.js';
import { waterfallCourse } from '../format/waterfall-course.js';
import { identityPageTexts } from '../texts/identity-page-en.js';

const texts = identityPageTexts.waterfall;
const WIDTH = 200;
const HEIGHT = 10;
/** What says little is seen all the same. */
const LEAST = 1.5;

interface Row {
  readonly name: string;
  readonly bits: number;
  readonly says: ReactNode;
  readonly values?: readonly [string | null, string | null];
}

/** Why matching takes two to be one person or not: what is known before, what each field adds, and what comes of it. */
export function IdentityWaterfall({ of }: { of: MatchingExplanation | null }) {
  if (of === null) return <p className="dim">{texts.none}</p>;
  const rows = rowsOf(of);
  const { bars, zero } = waterfallCourse(rows.map(({ bits }) => bits));
  const sum: Row = { name: texts.sum, bits: of.bits, says: texts.sumText(of.probability) };
  return (
    <table className="waterfall">
      <caption className="visually-hidden">{texts.caption}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{texts.field}</th>
          <th scope="col">{texts.values}</th>
          <th scope="col">{texts.says}</th>
          <th scope="col">{texts.course}</th>
          <th scope="col">{texts.bits}</th>
        </tr>
      </thead>
      <tbody>
        {[...rows, sum].map((row, index) => (
          <tr key={`${index} ${row.name}`} className={index === rows.length ? 'waterfall-sum' : undefined}>
            <th scope="row">{row.name}</th>
            <td className="waterfall-values">{row.values && <Values of={row.values} />}</td>
            <td className="waterfall-says">{row.says}</td>
            <td className="waterfall-course">
              <Bar {...(bars[index] ?? { from: zero, to: zero })} zero={zero} against={row.bits < 0} />
            </td>
            <td className="number">{bitsText(row.bits)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function rowsOf({ prior, steps, lookAlikeBits }: MatchingExplanation): readonly Row[] {
  return [
    { name: texts.prior, bits: prior.bits, says: texts.priorText(prior.probability) },
    ...steps.map(({ field, level, left, right, bits, rarityBits }) => ({
      name: field,
      bits: bits + rarityBits,
      values: [left, right] as const,
      says: (
        <>
          {level}
          {bitsText(rarityBits) !== '0' && <span className="dim line-note">{texts.rare(bitsText(rarityBits))}</span>}
        </>
      ),
    })),
    ...(lookAlikeBits === 0 ? [] : [{ name: texts.lookAlike, bits: lookAlikeBits, says: texts.lookAlikeText }]),
  ];
}

function Values({ of }: { of: readonly [string | null, string | null] }) {
  return (
    <>
      {of.map((value, index) => (
        <span key={index} className={value === null ? 'dim' : undefined}>
          {value ?? texts.missing}
        </span>
      ))}
    </>
  );
}

/** From one sum to the next, beside the line at nothing. */
function Bar({ from, to, zero, against }: { from: number; to: number; zero: number; against: boolean }) {
  const length = Math.max(LEAST, (to - from) * WIDTH);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <rect
        className={against ? 'waterfall-against' : 'waterfall-for'}
        x={Math.min(from * WIDTH, WIDTH - length)}
        y={1}
        width={length}
        height={HEIGHT - 2}
      />
      <line x1={zero * WIDTH} x2={zero * WIDTH} y1={0} y2={HEIGHT} />
    </svg>
  );
}
