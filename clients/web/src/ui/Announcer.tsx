/** What a screen reader is told: arrivals and chat, politely and never in a flood. */
import type { JSX } from 'preact';
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { language, shownName, words } from '../i18n';
import { Channel } from '../net/actions';
import type { ChatLine } from '../state/chat';
import { useUi } from './context';

const BATCH_MS = 1500;
const READ_MAX = 3;

export function Announcer(): JSX.Element {
  const { city } = useUi();
  const said = useSignal('');
  const arrived = useSignal('');
  const readTo = useRef(0);
  useSignalEffect(() => {
    const loaded = city.loaded.value;
    const here = city.here.value;
    if (!loaded || !here || loaded.id !== here.world) return;
    const level = loaded.world.levels.length > 1 ? loaded.texts.levels[here.level] : undefined;
    const name = level ? `${loaded.texts.name}, ${level}` : loaded.texts.name;
    const people = Math.max(city.worldCounts.peek()[here.world] ?? 0, city.avatars.count);
    arrived.value = words.value.arrived(name, people);
  });
  useEffect(() => {
    const timer = setInterval(() => {
      const fresh = city.chat.lines.peek().filter((line) => line.key > readTo.current && !line.mine);
      if (fresh.length === 0) return;
      readTo.current = Math.max(...fresh.map((line) => line.key));
      said.value = summary(fresh);
    }, BATCH_MS);
    return () => clearInterval(timer);
  }, [city]);
  return (
    <div class="sr" lang={language.value}>
      <div aria-live="polite" data-announce="arrival">{arrived.value}</div>
      <div role="log" aria-live="polite" aria-label={words.value.chat} data-announce="chat">{said.value}</div>
    </div>
  );
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
