import type { IdentityLink } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { identityExplanationQuery } from '../api/identity-queries.js';
import { identityPageTexts } from '../texts/identity-page-en.js';
import { Answer } from './answer.js';
import { IdentityWaterfall } from './identity-waterfall.js';

const texts = identityPageTexts.waterfall;

/** Why matching has linked two: asked when somebody wants to know. */
export function IdentityWhy({ link }: { link: IdentityLink }) {
  const [isOpen, setOpen] = useState(false);
  const [left = '', right = ''] = link.identifiers;
  return (
    <details className="identity-why" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{texts.explain}</summary>
      {isOpen && <Asked left={left} right={right} />}
    </details>
  );
}

function Asked({ left, right }: { left: string; right: string }) {
  const explanation = useQuery(identityExplanationQuery(left, right));
  return (
    <Answer of={explanation} lines={6}>
      {({ matching }) => <IdentityWaterfall of={matching} />}
    </Answer>
  );
}
