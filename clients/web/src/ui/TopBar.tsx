import type { JSX } from 'preact';
import { useComputed } from '@preact/signals';
import { language, words } from '../i18n';
import { useUi } from './context';
import { Icon } from './icons';

/** Where one is and how many are there; the two views; look, settings, help. */
export function TopBar(): JSX.Element {
  const { city, screen, commands } = useUi();
  const w = words.value;
  const world = city.here.value?.world ?? city.start.value;
  const card = city.cards.value.find((c) => c.id === world);
  // Counts come every two seconds; who is in sight is known at once.
  const inSight = useComputed(() => (city.beat.value >= 0 && city.here.value ? city.avatars.people - (city.replayed.value ? 1 : 0) : 0));
  const people = Math.max(city.worldCounts.value[world] ?? 0, inSight.value);
  const count = city.replayed.value ? w.people_then : w.people_here;
  const is3d = screen.view.value === '3d';
  return (
    <header class="top">
      <div class="brand">
        <Mark />
        <div class="where">
          <h1>{card?.names[language.value] ?? w.title}</h1>
          <p class="count">{count(people)}</p>
        </div>
      </div>
      <nav class="top-tools" aria-label={w.tools}>
        <fieldset class="switch">
          <legend class="sr">{w.view}</legend>
          <button type="button" aria-pressed={!is3d} onClick={() => commands.choose('view', '2d')}><Icon name="map" /><span>{w.view_2d}</span></button>
          <button type="button" aria-pressed={is3d} onClick={() => commands.choose('view', '3d')}><Icon name="cube" /><span>{w.view_3d}</span></button>
        </fieldset>
        <button type="button" class="tool" onClick={() => { screen.dialog.value = { kind: 'look' }; }}><Icon name="look" /><span>{w.my_look}</span></button>
        <button type="button" class="tool" onClick={() => { screen.dialog.value = { kind: 'settings' }; }}><Icon name="settings" /><span>{w.settings}</span></button>
        <button type="button" class="tool" onClick={() => { screen.dialog.value = { kind: 'help' }; }}><Icon name="help" /><span>{w.help}</span></button>
      </nav>
    </header>
  );
}

/** A gate under a low sun. */
function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 40 40" aria-hidden="true" focusable="false">
      <circle cx="20" cy="17" r="11" fill="#e8834f" />
      <path d="M4 19c7-1 10-4 16-4s9 3 16 4l-2.500 3H6.500Z" fill="#1f4a3d" />
      <path d="M8 22h24v12h-8v-5a4 4 0 0 0-8 0v5H8Z" fill="#2f6a57" />
    </svg>
  );
}
