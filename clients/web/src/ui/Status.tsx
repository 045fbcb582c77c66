/** What is going on with the connection, in a sentence; the scene stays drawn behind it. */
import type { JSX } from 'preact';
import { Close } from '../net/actions';
import { dropNote } from '../state/city';
import { words } from '../i18n';
import { useUi } from './context';
import { Icon } from './icons';
import { useEffect } from 'preact/hooks';

const NOTE_MS = 8000;
/** Why one is out for now, where the server said so. */
const TOLD_WHILE_TRYING: ReadonlySet<number> = new Set([Close.GOING_AWAY, Close.FULL]);

export function Status(): JSX.Element | null {
  const { city, commands } = useUi();
  const w = words.value;
  const { phase, reason, position, wait_s } = city.connection.value;
  if (phase === 'online') return null;
  if (phase === 'stopped') {
    return (
      <div class="status stopped" role="alert">
        <p>{closeWords(reason)}</p>
        {reason !== Close.BANNED && reason !== Close.ORIGIN && (
          <button type="button" class="main" onClick={() => commands.reconnect()}>{reason === Close.REPLACED ? w.continue_here : w.try_again}</button>
        )}
      </div>
    );
  }
  const text = phase === 'queued' ? w.queued(position, Math.ceil(wait_s))
    : TOLD_WHILE_TRYING.has(reason) ? closeWords(reason)
    : phase === 'reconnecting' ? w.reconnecting : reason === 0 ? w.connecting : w.no_server;
  return <output class="status"><span class="spinner" aria-hidden="true" />{text}</output>;
}

function closeWords(reason: number): string {
  const w = words.value;
  return (w.closes as Record<string, string>)[String(reason)] ?? w.close_unknown;
}

/** Things to tell once; they go by themselves, or when pressed. */
export function Notes(): JSX.Element {
  const { city } = useUi();
  return (
    <div class="notes" aria-live="polite">
      {city.notes.value.map((note) => <OneNote key={note.key} id={note.key} at_ms={note.at_ms} text={noteWords(note.kind, note.words)} />)}
    </div>
  );
}

function OneNote({ id, at_ms, text }: { id: number; at_ms: number; text: string }): JSX.Element {
  const { city } = useUi();
  useEffect(() => {
    const timer = setTimeout(() => dropNote(city, id), Math.max(0, at_ms + NOTE_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [city, id, at_ms]);
  return (
    <p class="note"><span>{text}</span><button type="button" class="round small" aria-label={words.value.close} onClick={() => dropNote(city, id)}><Icon name="close" /></button></p>
  );
}

export function noteWords(kind: string, own: string): string {
  const w = words.value;
  const known = (w.notices as Record<string, string>)[kind] ?? (w.errors as Record<string, string>)[kind];
  return [known, own].filter(Boolean).join(' ') || w.error_unknown;
}
