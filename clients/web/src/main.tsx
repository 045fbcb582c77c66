/** The page begins: state, connection and map first; the 3D scene is fetched when they stand. */
import './styles/city.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { readBoot, readLink } from './app/boot';
import { CityCommands } from './app/commands';
import { createDebug } from './app/debug';
import { Loop } from './app/loop';
import { Session } from './app/session';
import { StageControl } from './app/stage';
import { language, pickLanguage, speak, words } from './i18n';
import { fetchAccountToken } from './net/account';
import { Actions } from './net/actions';
import type { Wire } from './net/connection';
import { type CityState, createCity, note } from './state/city';
import { randomLook } from './state/look';
import { createSettings } from './state/settings';
import { App } from './ui/App';
import { createScreen, UiContext, type Ui } from './ui/context';

/** Storage may be forbidden; then nothing is remembered. */
function storage(kind: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return window[kind];
  } catch {
    return undefined;
  }
}

function openWire(): Wire {
  return new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`) as Wire;
}

function begin(): void {
  const settings = createSettings(storage('localStorage'), {
    language: '', textSize: 0, motion: 'auto', quality: 'auto', tier: 0, view: '3d', visit: 0, bubble: true,
    name: '', look: randomLook(Math.random),
  });
  const city = createCity(settings);
  const screen = createScreen();
  const spoken = pickLanguage(settings.language.peek(), navigator.languages);
  const boot = readBoot(document);
  const session = new Session({
    account: boot?.account ? fetchAccountToken : undefined, city, openWire, store: storage('sessionStorage'), wanted: readLink(location.hash),
    language: () => pickLanguage(settings.language.peek(), navigator.languages),
  });
  const actions = new Actions((message) => session.send(message));
  const loop = new Loop(city, actions, session.clock);
  const commands = new CityCommands({ city, screen, actions, halt: () => loop.halt(), reconnect: () => session.reconnect() });
  const stage = new StageControl({ city, screen, commands, loop });
  session.start(actions, boot);
  const ui: Ui = {
    city, screen, actions, commands, onFrame: (draw) => loop.onFrame(draw), attachStage: (parts) => stage.attach(parts),
  };
  const show = (): void => {
    const root = document.getElementById('app')!;
    root.replaceChildren();
    render(<UiContext.Provider value={ui}><App /></UiContext.Provider>, root);
    loop.start();
  };
  // The words of the visitor's language come first: nobody should see the page change its tongue.
  speak(spoken).catch(() => undefined).finally(show);
  dress(settings, session, city);
  // Reports of this tab are followed on after a reload; without any, nothing is fetched for it.
  if (storage('sessionStorage')?.getItem('city.receipts')) void import('./ui/desk/Desk').then(({ watchOn }) => watchOn(city), () => undefined);
  // So is a talk.
  if (storage('sessionStorage')?.getItem('city.talk')) void import('./ui/help/atHand').then(({ talkOn }) => talkOn(ui), () => undefined);
  Object.defineProperty(window, '__city', { value: createDebug({ city, screen, commands, loop, clock: session.clock, stage }) });
}

/** What settings change about the page itself. */
function dress(settings: ReturnType<typeof createSettings>, session: Session, city: CityState): void {
  const root = document.documentElement;
  effect(() => {
    root.lang = language.value;
    document.title = words.value.title;
    root.dataset['text'] = String(settings.textSize.value);
    root.dataset['motion'] = settings.motion.value;
  });
  let chosen = settings.language.peek();
  effect(() => {
    const next = settings.language.value;
    if (next === chosen) return;
    chosen = next;
    const tag = pickLanguage(next, navigator.languages);
    // Offline the old words stay; they are asked for again with the next choice.
    speak(tag).then(() => session.retell(tag)).catch(() => note(city, 'offline'));
  });
}

begin();
