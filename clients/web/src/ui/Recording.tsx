/** That this world is being recorded, or is a recording: always in sight, and more when asked. */
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { words } from '../i18n';
import { useUi } from './context';
import { useFetched } from './fetched';

export function RecordingNote(): JSX.Element | null {
  const { city } = useUi();
  const details = useRef<HTMLDetailsElement>(null);
  const w = words.value;
  const replayed = city.replayed.value;
  if (!replayed && !city.recorded.value) return null;
  const close = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !details.current?.open) return;
    details.current.open = false;
    details.current.querySelector('summary')?.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <details ref={details} class={replayed ? 'recording replayed' : 'recording'} onKeyDown={close}>
      <summary><span>{replayed ? w.replayed : w.recorded}</span></summary>
      <div class="recording-about">
        <p>{replayed ? w.replayed_about : w.recorded_about}</p>
        {!replayed && <a href="/privacy" target="_blank" rel="noreferrer">{w.privacy}<span class="sr"> {w.opens_new_window}</span></a>}
      </div>
    </details>
  );
}

/** The time machine, fetched when one comes into a recording. */
export function TimeMachineSlot(): JSX.Element | null {
  const replayed = useUi().city.replayed.value;
  const parts = useFetched(replayed, () => import('./replay/TimeMachine'));
  return replayed && parts ? <parts.TimeMachine /> : null;
}
