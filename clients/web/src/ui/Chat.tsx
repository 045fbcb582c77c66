/** Nearby, to the whole world, or in somebody's ear. */
import type { JSX } from 'preact';
import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ActionError, Channel, CHAT_MAX_CHARS, HEARING_M } from '../net/actions';
import type { ChatLine } from '../state/chat';
import { language, shownName, words } from '../i18n';
import { whoIs } from '../state/city';
import { useUi } from './context';
import { Icon } from './icons';

/** So near to the end of the list one is reading what comes in. */
const AT_END_PX = 80;
const FOCUS_AFTER_MS = 60;

export function Chat(): JSX.Element {
  const { city } = useUi();
  const w = words.value;
  const list = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  const lines = city.chat.lines.value.filter(({ kind, text }) => kind === 'missed' || text !== '');
  useSignalEffect(() => {
    // What is on the screen is read.
    if (city.chat.unread.value > 0) city.chat.unread.value = 0;
  });
  useEffect(() => {
    const element = list.current;
    // Who has scrolled back to read is left there, unless it was oneself who spoke.
    if (element && (atEnd.current || lines.at(-1)?.mine)) element.scrollTop = element.scrollHeight;
  }, [lines]);
  return (
    <section class="chat" aria-labelledby="chat-title">
      <h2 id="chat-title">{w.chat}</h2>
      {/* A list that scrolls must be reachable by keyboard; announcements are made elsewhere. */}
      <ol
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        class="lines" ref={list} tabIndex={0} aria-label={w.chat_lines}
        onScroll={({ currentTarget: e }) => { atEnd.current = e.scrollHeight - e.scrollTop - e.clientHeight < AT_END_PX; }}
      >
        {lines.length === 0 && !city.replayed.value && <li class="quiet">{w.chat_empty(HEARING_M)}</li>}
        {lines.map((line) => <Line key={line.key} line={line} />)}
      </ol>
      <Composer />
    </section>
  );
}

function Line({ line }: { line: ChatLine }): JSX.Element {
  const { city, screen, commands } = useUi();
  const w = words.value;
  if (line.kind === 'missed') return <li class="quiet">{w.chat_missed(line.n ?? 0)}</li>;
  const time = new Intl.DateTimeFormat(language.value, { hour: '2-digit', minute: '2-digit', hour12: false }).format(line.time_ms);
  const channel = line.channel === Channel.WORLD ? w.to_world : line.channel !== Channel.WHISPER ? '' : line.to === undefined ? w.whispered : w.whisper_to(shownName(line.to));
  const open = (): void => {
    const avatar = whoIs(city, line.avatar, line.name, line.world);
    if (avatar === undefined) commands.tell(new ActionError('unknown_person'));
    else screen.dialog.value = { kind: 'person', avatar, name: line.name };
  };
  return (
    <li class={`line${line.mine ? ' mine' : ''}${line.channel === Channel.WHISPER ? ' whispered' : ''}`}>
      <span class="line-head">
        {line.mine
          ? <strong>{w.me}</strong>
          : <button type="button" class="name" onClick={open}>{shownName(line.name)}</button>}
        {line.official && <span class="badge official">{w.official}</span>}
        {channel && <span class="badge none">{channel}</span>}
        <time>{time}</time>
      </span>
      <span class="line-text">{line.text}</span>
    </li>
  );
}

function Composer(): JSX.Element {
  const { city, screen, actions, commands } = useUi();
  const w = words.value;
  const [text, setText] = useState('');
  const [world, setWorld] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { value: to } = screen.whisper;
  useSignalEffect(() => {
    // The dialog in which it was chosen gives the focus back first.
    if (screen.whisper.value) setTimeout(() => input.current?.focus(), FOCUS_AFTER_MS);
  });
  const channel = to ? Channel.WHISPER : world ? Channel.WORLD : Channel.NEARBY;
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const said = text.trim();
    if (said === '') return;
    setText('');
    try {
      if (to) await whisper(to, said);
      else await actions.say(channel, said);
    } catch (error) {
      commands.tell(error);
      setText((now) => now || said);
    }
  };
  const whisper = async ({ avatar, name }: { avatar: number; name: string }, said: string): Promise<void> => {
    const now = whoIs(city, avatar, name);
    if (now === undefined) throw new ActionError('unknown_person');
    await actions.say(Channel.WHISPER, said, now, name);
  };
  const leave = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    if (to) screen.whisper.value = undefined;
    else document.getElementById('stage')?.focus();
  };
  const online = city.connection.value.phase === 'online';
  const replayed = city.replayed.value;
  return (
    <form class="composer" onSubmit={(event) => void send(event)}>
      <fieldset class="segments" hidden={replayed}>
        <legend class="sr">{w.who_hears}</legend>
        <label><input type="radio" name="channel" checked={channel === Channel.NEARBY} onChange={() => { setWorld(false); screen.whisper.value = undefined; }} /><span>{w.nearby}</span></label>
        <label><input type="radio" name="channel" checked={channel === Channel.WORLD} onChange={() => { setWorld(true); screen.whisper.value = undefined; }} /><span>{w.everyone}</span></label>
        {to && <label><input type="radio" name="channel" checked onChange={() => undefined} /><span>{w.whisper_to(shownName(to.name))}</span></label>}
      </fieldset>
      {replayed && <p id="say-why" class="quiet">{w.replayed_chat}</p>}
      <div class="say">
        <label class="sr" for="say">{w.say_label}</label>
        <input
          id="say" ref={input} type="text" disabled={replayed} aria-describedby={replayed ? 'say-why' : undefined} autocomplete="off" enterkeyhint="send" maxLength={CHAT_MAX_CHARS} value={text}
          placeholder={w.say_placeholder} onKeyDown={leave} onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="main" disabled={!online || text.trim() === ''}><Icon name="send" /><span>{w.send}</span></button>
      </div>
    </form>
  );
}
