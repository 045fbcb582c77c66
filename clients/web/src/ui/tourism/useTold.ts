/** Something asked of the server when it is shown, and again when it did not come. */
import { useEffect, useState } from 'preact/hooks';

export interface Told<T> {
  /** undefined: it is on its way. */
  found: T | 'failed' | undefined;
  again: () => void;
}

/** Asked anew whenever one of `by` changes. */
export function useTold<T>(ask: () => Promise<T>, by: readonly unknown[]): Told<T> {
  const [found, setFound] = useState<T | 'failed'>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let gone = false;
    setFound(undefined);
    ask().then((told) => { if (!gone) setFound(() => told); }, () => { if (!gone) setFound('failed'); });
    return () => { gone = true; };
  }, [...by, tries]);
  return { found, again: () => setTries(tries + 1) };
}
