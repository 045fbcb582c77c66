/** The moments at which a page comes back to life, or is put to sleep. */

export interface WakeHandlers {
  wake(): void;
  /** The page goes into the back-forward cache or away. */
  leave(): void;
  /** Back from the cache. */
  back(): void;
  hidden(): void;
}

/** Listens until the returned function is called. */
export function watchWaking(page: Window, handlers: WakeHandlers): () => void {
  const listeners: [EventTarget, string, (event: Event) => void][] = [
    [page, 'online', () => handlers.wake()],
    [page, 'focus', () => handlers.wake()],
    [page.document, 'resume', () => handlers.wake()],
    [page.document, 'visibilitychange', () => {
      if (page.document.visibilityState === 'visible') handlers.wake();
      else handlers.hidden();
    }],
    [page, 'pagehide', () => handlers.leave()],
    [page, 'pageshow', (event) => {
      if ((event as PageTransitionEvent).persisted) handlers.back();
    }],
  ];
  for (const [target, type, listener] of listeners) target.addEventListener(type, listener);
  return () => {
    for (const [target, type, listener] of listeners) target.removeEventListener(type, listener);
  };
}
