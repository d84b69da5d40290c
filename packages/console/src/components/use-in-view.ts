import { type RefObject, useEffect, useRef, useState } from 'react';

/** Whether an element has come into view: what is far down a page is asked for when somebody looks at it. */
export function useInView<T extends Element>(): { readonly ref: RefObject<T | null>; readonly seen: boolean } {
  const ref = useRef<T>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (ref.current === null || seen) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [seen]);
  return { ref, seen };
}
