/** Parts of the screen that are fetched when they are needed first. */
import { useEffect, useState } from 'preact/hooks';

const AGAIN_MS = 3000;

/** The part, once it is `wanted` and here; asked for again every 3 s where it does not come. */
export function useFetched<P>(wanted: boolean, fetch: () => Promise<P>): P | undefined {
  const [found, setFound] = useState<{ part: P }>();
  useEffect(() => {
    if (!wanted || found) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    const ask = (): void => void fetch().then((part) => setFound({ part }), () => { timer = setTimeout(ask, AGAIN_MS); });
    ask();
    return () => clearTimeout(timer);
  }, [wanted, found]);
  return found?.part;
}
