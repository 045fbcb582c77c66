/** What a close code asks of the client; the table is that of `docs/protocol.md`. */
import { Close } from './messages.ts';

export type AfterClose =
  /** Reconnect with backoff. */
  | 'retry'
  /** Not by itself: the visitor may press a button. */
  | 'stop'
  /** Another version is being served: load the page again. */
  | 'reload';

const STOPS: ReadonlySet<number> = new Set([
  Close.MALFORMED, Close.NOT_HELLO, Close.ORIGIN, Close.REPLACED, Close.REMOVED, Close.BANNED, Close.TOO_LARGE,
]);

export function afterClose(code: number): AfterClose {
  if (code === Close.VERSION) return 'reload';
  return STOPS.has(code) ? 'stop' : 'retry';
}
