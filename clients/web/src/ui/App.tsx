/** The whole screen. On a wide one lists and chat stand beside the stage; on a phone they are
 * sheets over its lower half. */
import type { JSX } from 'preact';
import { useComputed, useSignalEffect } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { words } from '../i18n';
import { Announcer } from './Announcer';
import { Chat } from './Chat';
import { type PanelId, type Ui, useUi } from './context';
import { useFetched } from './fetched';
import { Icon, type IconName } from './icons';
import { People } from './People';
import { Places } from './Places';
import { RecordingNote, TimeMachineSlot } from './Recording';
import { SceneHint, Stage } from './Stage';
import { Notes, Status } from './Status';
import { TopBar } from './TopBar';
import { VisitAsks } from './VisitAsks';

/** Three columns fit from here on, by text size: the larger the letters, the wider the screen must be. */
const WIDE = ['(min-width: 68rem)', '(min-width: 78rem)', '(min-width: 96rem)'] as const;

/** Dialogs about something of the world that one is in. */
const OF_WORLD = new Set(['exhibit', 'desk', 'place', 'person', 'report']);

export function App(): JSX.Element {
  const { city, screen } = useUi();
  const wide = useMedia(WIDE[city.settings.textSize.value]);
  useLeftBehind(city, screen);
  const w = words.value;
  const Back = screen.back.value;
  const Ahead = screen.ahead.value;
  return (
    <>
      <a class="skip" href="#stage">{w.skip_to_stage}</a>
      <a class="skip" href="#panel">{w.skip_to_lists}</a>
      {city.replayed.value && <a class="skip" href="#time-machine">{w.replay.skip}</a>}
      <TopBar />
      <main class={wide ? 'wide' : 'narrow'}>
        {wide ? <SidePanel /> : null}
        <div class="middle"><Stage /><div class="head-stack"><RecordingNote /><Status /><SceneHint />{Ahead && <Ahead />}<VisitAsks />{Back && <Back />}{screen.dialog.value ? null : <Notes />}</div></div>
        {wide ? <aside class="panel right" aria-label={w.chat}><Chat /></aside> : <Sheet />}
      </main>
      {wide ? <TimeMachineSlot /> : null}
      <Dialogs />
      <Announcer />
    </>
  );
}

/** Places and people, one at a time. */
function SidePanel(): JSX.Element {
  const { screen } = useUi();
  const w = words.value;
  const shown = screen.panel.value === 'people' ? 'people' : 'places';
  const tab = (id: 'places' | 'people', name: string): JSX.Element => (
    <button type="button" aria-pressed={shown === id} onClick={() => { screen.panel.value = id; }}><Icon name={id} /><span>{name}</span></button>
  );
  return (
    <aside class="panel left" id="panel" tabIndex={-1} aria-label={w.lists}>
      <div class="tabs">{tab('places', w.places)}{tab('people', w.people)}</div>
      <div class="panel-body">{shown === 'places' ? <Places /> : <People />}</div>
    </aside>
  );
}

/** On a phone: a bar of buttons, and the list that was chosen above it. */
function Sheet(): JSX.Element {
  const { screen, city } = useUi();
  const w = words.value;
  const shown = screen.panel.value;
  const unread = city.chat.unread.value;
  const tabs: [PanelId, IconName, string][] = [['places', 'places', w.places], ['people', 'people', w.people], ['chat', 'chat', w.chat]];
  return (
    <div class="sheet-area" id="panel" tabIndex={-1}>
      {shown && (
        <aside class="panel sheet" aria-label={tabs.find(([id]) => id === shown)![2]}>
          <button type="button" class="round sheet-close" aria-label={w.close} onClick={() => { screen.panel.value = undefined; }}><Icon name="close" /></button>
          <div class="panel-body">{shown === 'places' ? <Places /> : shown === 'people' ? <People /> : <Chat />}</div>
        </aside>
      )}
      <TimeMachineSlot />
      <nav class="bottom" aria-label={w.lists}>
        {tabs.map(([id, icon, name]) => (
          <button key={id} type="button" aria-expanded={shown === id} onClick={() => { screen.panel.value = shown === id ? undefined : id; }}>
            <Icon name={icon} /><span>{name}</span>
            {id === 'chat' && unread > 0 && <span class="badge">{unread > 99 ? '99+' : unread}<span class="sr"> {w.unread}</span></span>}
          </button>
        ))}
      </nav>
    </div>
  );
}

/** What a dialog needs is fetched once the page stands: the first paint does without it. */
function Dialogs(): JSX.Element | null {
  const parts = useFetched(true, () => import('./CurrentDialog'));
  return parts ? <parts.CurrentDialog /> : null;
}

/** Who one whispered to and what one looked at stay in the world that one leaves. */
function useLeftBehind(city: Ui['city'], screen: Ui['screen']): void {
  const world = useComputed(() => city.here.value?.world);
  useSignalEffect(() => {
    if (world.value === undefined) return;
    screen.whisper.value = undefined;
    if (OF_WORLD.has(screen.dialog.peek()?.kind ?? '')) screen.dialog.value = undefined;
  });
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const listen = (): void => setMatches(media.matches);
    listen();
    media.addEventListener('change', listen);
    return () => media.removeEventListener('change', listen);
  }, [query]);
  return matches;
}
