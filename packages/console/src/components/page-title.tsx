import { type ReactNode, useEffect } from 'react';
import { texts } from '../texts/en.js';

/** The heading of a page; the window is called the same. */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${texts.product}`;
  }, [title]);
  return (
    <header className="page-title">
      <h1>{title}</h1>
      {children && <div className="page-lead">{children}</div>}
    </header>
  );
}
