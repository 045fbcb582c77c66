import type { JSX } from 'preact';
import { useComputed } from '@preact/signals';
import { words } from '../i18n';
import { State } from '../state/avatar-types';
import { useUi } from './context';
import { Icon, type IconName } from './icons';

/** In the order of the number keys 1 to 5. */
export const EMOTES = [
  { state: State.Sit, icon: 'sit', key: 'sit' },
  { state: State.Wave, icon: 'wave', key: 'wave' },
  { state: State.Bow, icon: 'bow', key: 'bow' },
  { state: State.Clap, icon: 'clap', key: 'clap' },
  { state: State.Dance, icon: 'dance', key: 'dance' },
] as const satisfies readonly { state: number; icon: IconName; key: string }[];

/** The gait, and what one can do with one's body. */
export function Emotes(): JSX.Element {
  const { city, screen, commands } = useUi();
  const w = words.value;
  const running = screen.running.value;
  // What one does goes on until one walks or presses once more.
  const doing = useComputed(() => (city.beat.value >= 0 ? city.own.state : 0)).value;
  return (
    <fieldset class="emotes" aria-label={w.gestures}>
      <button type="button" class="tool" aria-pressed={running} onClick={() => commands.run(!running)}>
        <Icon name={running ? 'run' : 'walk'} /><span>{running ? w.running : w.walking}</span>
      </button>
      <span class="divider" aria-hidden="true" />
      {EMOTES.map(({ state, icon, key }, index) => (
        <button key={key} type="button" class="tool" aria-pressed={doing === state} aria-keyshortcuts={String(index + 1)} onClick={() => commands.act(state)}>
          <Icon name={icon} /><span>{w[key]}</span>
        </button>
      ))}
    </fieldset>
  );
}
