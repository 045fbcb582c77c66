/** What a screen reader is told: arrivals and chat, politely and never in a flood. */
import type { JSX } from 'preact';
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { language, shownName, words } from '../i18n';
import { Channel, HEARING_M } from '../net/actions';
import type { ChatLine } from '../state/chat';
import type { CityState } from '../state/city';
import { useUi } from './context';

const BATCH_MS = 1500;
const READ_MAX = 3;
/** A letter takes about so long to be read out. */
const SPOKEN_MS = 55;
/** Who came near is told at most so often, and each of them once in a visit to a world. */
const CAME_EVERY_MS = 9000;
/** Of more than these the oldest are told again when they come. */
const MET_MAX = 1000;

export function Announcer(): JSX.Element {
  const { city } = useUi();
  const said = useSignal('');
  const arrived = useSignal('');
  const came = useSignal('');
  const readTo = useRef(0);
  // Who comes back, or goes to another time of a recording, is where they were.
  const world = useComputed(() => city.here.value?.world);
  const level = useComputed(() => city.here.value?.level ?? '');
  useSignalEffect(() => {
    const loaded = city.loaded.value;
    if (!loaded || loaded.id !== world.value) return;
    const floor = loaded.world.levels.length > 1 ? loaded.texts.levels[level.value] : undefined;
    const name = floor ? `${loaded.texts.name}, ${floor}` : loaded.texts.name;
    const people = Math.max(city.worldCounts.peek()[loaded.id] ?? 0, city.avatars.people);
    arrived.value = words.value.arrived(name, people);
  });
  const recording = useComputed(() => {
    const w = words.value;
    if (city.replayed.value) return `${w.replayed}. ${w.replayed_about}`;
    return city.recorded.value ? `${w.recorded}. ${w.recorded_about}` : '';
  });
  useEffect(() => {
    let readyAt = 0;
    const timer = setInterval(() => {
      // A reader that is still speaking is not given more: the rest becomes a number.
      if (Date.now() < readyAt) return;
      const fresh = city.chat.lines.peek().filter((line) => line.key > readTo.current && !line.mine && (line.kind === 'missed' || line.text !== ''));
      if (fresh.length === 0) return;
      readTo.current = Math.max(...fresh.map((line) => line.key));
      said.value = summary(fresh);
      readyAt = Date.now() + said.value.length * SPOKEN_MS;
    }, BATCH_MS);
    return () => clearInterval(timer);
  }, [city]);
  useEffect(() => {
    let met = new Set<string>();
    let place = '';
    const timer = setInterval(() => {
      const here = city.here.peek();
      const now = here ? `${here.world}/${here.epoch}` : '';
      const near = namesNear(city);
      const fresh = near.filter((name) => !met.has(name));
      // Who is there already when one arrives is told as a number.
      if (now === place && fresh.length > 0) came.value = words.peek().came_near(fresh.slice(0, READ_MAX).map(shownName).join(', '), Math.max(0, fresh.length - READ_MAX));
      met = new Set(now === place ? [...met, ...near].slice(-MET_MAX) : near);
      place = now;
    }, CAME_EVERY_MS);
    return () => clearInterval(timer);
  }, [city]);
  return (
    <div class="sr" lang={language.value}>
      <div aria-live="polite" data-announce="arrival">{arrived.value}</div>
      <div aria-live="polite" data-announce="recording">{recording.value}</div>
      <div aria-live="polite" data-announce="people">{came.value}</div>
      <div role="log" aria-live="polite" aria-label={words.value.chat} data-announce="chat">{said.value}</div>
    </div>
  );
}

/** Names of those within hearing, nobody behind a block. */
function namesNear({ avatars, own }: CityState): string[] {
  const names: string[] = [];
  for (let slot = 0; slot < avatars.count; slot++) {
    if (slot === avatars.self || avatars.veil[slot] === 1) continue;
    const name = avatars.nameOf(avatars.id[slot]!);
    if (name && Math.hypot(avatars.x[slot]! - own.x, avatars.y[slot]! - own.y) < HEARING_M) names.push(name);
  }
  return names;
}

/** The newest lines in full, the others as a number. */
function summary(lines: readonly ChatLine[]): string {
  const w = words.value;
  const read = lines.slice(-READ_MAX).map((line) => {
    const how = line.channel === Channel.WHISPER ? ` (${w.whispered})` : '';
    return `${shownName(line.name)}${how}: ${line.text}`;
  });
  const more = lines.length - read.length;
  return (more > 0 ? [w.chat_more(more), ...read] : read).join('. ');
}
