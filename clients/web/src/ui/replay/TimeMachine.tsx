/** The time machine: pause, another time, another speed, for everybody who watches. */
import './time-machine.css';
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { language, words } from '../../i18n';
import { ActionError, Do } from '../../net/actions';
import { note } from '../../state/city';
import { type Replay, timeOf } from '../../state/replay';
import { type Ui, useUi } from '../context';
import { Seeker } from './seeker';
import { afterKey, clockOf, spokenTime } from './times';

const TICK_MS = 250;
const SPEEDS = [0.5, 1, 2, 4];
/** So near to its end a recording is over. */
const END_MS = 200;

export function TimeMachine(): JSX.Element | null {
  const ui = useUi();
  const replay = ui.city.replay.value;
  return replay ? <Bar ui={ui} replay={replay} /> : null;
}

function Bar({ ui, replay }: { ui: Ui; replay: Replay }): JSX.Element {
  const w = words.value.replay;
  const ask = useMemo(() => asking(ui), [ui]);
  const seeker = useMemo(() => new Seeker((at_ms) => ask(Do.SEEK, at_ms)), [ask]);
  useEffect(() => () => seeker.end(), [seeker]);
  useEffect(() => seeker.heard(replay.at_ms), [seeker, replay]);
  const now_ms = useNow(ui, replay);
  const at_ms = seeker.wanted.value ?? now_ms;
  const over = !replay.playing && at_ms > replay.length_ms - END_MS;
  const turn = (): void => {
    if (over) seeker.to(0);
    ask(replay.playing ? Do.PAUSE : Do.PLAY).catch(() => undefined);
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    // The space bar presses buttons; on the slider it has nothing else to do.
    const space = event.key === ' ' && event.target instanceof HTMLInputElement && event.target.type === 'range';
    if (event.code !== 'KeyK' && !space) return;
    event.preventDefault();
    turn();
  };
  const label = replay.playing ? w.pause : over ? w.again : w.play;
  return (
    // Keys of the whole bar, wherever in it the focus is.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section class="time-machine" id="time-machine" tabIndex={-1} aria-label={w.bar} onKeyDown={keys}>
      <button type="button" class="tm-play" aria-label={label} title={`${label} (K)`} aria-keyshortcuts="K" onClick={turn}>
        <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d={replay.playing ? PAUSE : over ? AGAIN : PLAY} /></svg>
      </button>
      <Slider replay={replay} at_ms={at_ms} seeker={seeker} />
      <When unix_ms={replay.began_unix_ms + at_ms} />
      <Speeds speed={replay.speed} onChange={(speed) => void ask(Do.SPEED, speed).catch(() => undefined)} />
      <Said replay={replay} />
    </section>
  );
}

const PLAY = 'M8 5.500v13l11-6.500Z';
const PAUSE = 'M7 5.500h3.600v13H7ZM13.400 5.500H17v13h-3.600Z';
const AGAIN = 'M12 5V1.500L6.500 6 12 10.500V7a5.500 5.500 0 1 1-5.300 7H4.600A7.500 7.500 0 1 0 12 5Z';

function Slider({ replay, at_ms, seeker }: { replay: Replay; at_ms: number; seeker: Seeker }): JSX.Element {
  const w = words.value;
  // While it is drawn nothing is told: each jump draws the whole world anew, for everybody.
  const [drawn_ms, setDrawn] = useState<number>();
  const shown_ms = drawn_ms ?? at_ms;
  const { length_ms } = replay;
  // A reader would say every second of it; it says where one went.
  const [said_ms, setSaid] = useState(shown_ms);
  const at = drawn_ms ?? (replay.playing && seeker.wanted.value === undefined ? said_ms : shown_ms);
  const go = (ms: number): void => {
    setDrawn(undefined);
    setSaid(ms);
    seeker.to(ms);
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to_ms = afterKey(event.key, shown_ms, length_ms);
    if (to_ms === undefined) return;
    event.preventDefault();
    go(to_ms);
  };
  const text = w.replay.at(spokenTime(at, w), spokenTime(length_ms, w), dayTime(replay.began_unix_ms + at));
  return (
    <div class="tm-line">
      <span class="tm-at" aria-hidden="true">{clockOf(shown_ms)}</span>
      <input
        type="range" class="tm-slider" min={0} max={length_ms} step="any" value={shown_ms}
        aria-label={w.replay.time} aria-valuetext={text} style={{ '--done': String(length_ms > 0 ? shown_ms / length_ms : 0) }}
        onFocus={() => setSaid(shown_ms)} onKeyDown={keys}
        onInput={(event) => setDrawn(event.currentTarget.valueAsNumber)}
        onChange={(event) => go(event.currentTarget.valueAsNumber)}
      />
      <span class="tm-length" aria-hidden="true">{clockOf(length_ms)}</span>
    </div>
  );
}

/** Date and time of day when it was so. */
function When({ unix_ms }: { unix_ms: number }): JSX.Element {
  const day = new Intl.DateTimeFormat(language.value, { dateStyle: 'medium' }).format(unix_ms);
  return <time class="tm-when" dateTime={new Date(unix_ms).toISOString()}><span>{day}</span> <b>{dayTime(unix_ms)}</b></time>;
}

function dayTime(unix_ms: number): string {
  return new Intl.DateTimeFormat(language.value, { timeStyle: 'medium' }).format(unix_ms);
}

function Speeds({ speed, onChange }: { speed: number; onChange: (speed: number) => void }): JSX.Element {
  const w = words.value.replay;
  // Another program may have chosen one that is not among ours.
  const speeds = [...new Set([...SPEEDS, speed])].sort((a, b) => a - b);
  return (
    <fieldset class="tm-speeds">
      <legend class="sr">{w.speed}</legend>
      {speeds.map((each) => (
        <label key={each}><input type="radio" name="tm-speed" checked={each === speed} onChange={() => onChange(each)} /><span>{w.times(each)}</span></label>
      ))}
    </fieldset>
  );
}

/** What changed, whoever changed it. */
function Said({ replay }: { replay: Replay }): JSX.Element {
  const { city } = useUi();
  const said = useSignal('');
  const state = useComputed(() => `${city.replay.value?.playing} ${city.replay.value?.speed}`);
  const first = useMemo(() => state.peek(), [state]);
  useSignalEffect(() => {
    if (state.value === first && said.peek() === '') return;
    const w = words.value;
    const { playing, at_ms, speed } = city.replay.peek() ?? replay;
    said.value = playing ? w.replay.goes_on(w.replay.times(speed)) : w.replay.paused(spokenTime(at_ms, w));
  });
  return <div class="sr" aria-live="polite" data-announce="replay">{said.value}</div>;
}

/** A wish that tells by itself why it was not granted. */
function asking({ city, actions, commands }: Ui): (what: Do, value?: number) => Promise<void> {
  return async (what, value) => {
    try {
      await actions.replay(what, value);
    } catch (error) {
      if (error instanceof ActionError && error.code === 'not_allowed') note(city, 'replay_denied');
      else commands.tell(error);
      throw error;
    }
  };
}

/** Time of the recording, as it goes on. */
function useNow({ city }: Ui, replay: Replay): number {
  const [, draw] = useState(0);
  const goes = replay.playing && city.connection.value.phase === 'online';
  useEffect(() => {
    if (!goes) return undefined;
    const timer = setInterval(() => draw((n) => n + 1), TICK_MS);
    return () => clearInterval(timer);
  }, [goes]);
  return goes ? timeOf(replay, performance.now()) : replay.at_ms;
}
