/** Sends again and again until something is heard: the key makes that harmless. */
import { ServiceError } from '../../net/asking';

const WAITS_MS = [1000, 2000, 4000, 8000, 15_000];

/** `onWait` is told that the connection is gone, and may know when it is back; raises what the server
 * refuses. */
export async function untilHeard<T>(send: () => Promise<T>, onWait: () => Promise<void> | void, ended: AbortSignal): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof ServiceError) || !error.unheard || ended.aborted) throw error;
      const waited = pause(WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]!, ended);
      await Promise.race([waited, onWait() ?? waited]);
      if (ended.aborted) throw error;
    }
  }
}

/** Ends early when the connection is back. */
export function pause(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer);
      globalThis.removeEventListener?.('online', end);
      ended.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, ms);
    globalThis.addEventListener?.('online', end);
    ended.addEventListener('abort', end);
  });
}
