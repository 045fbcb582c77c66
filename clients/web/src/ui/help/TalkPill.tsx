/** The way back to a talk that goes on while one walks about. */
import './pill.css';
import type { JSX } from 'preact';
import { useUi } from '../context';
import { Icon } from '../icons';
import type { AtHand } from './atHand';
import { helpWords } from './words';

export function TalkPill({ hand }: { hand: AtHand }): JSX.Element | null {
  const { screen } = useUi();
  const talk = hand.talk.value;
  const unread = hand.unread.value;
  if (!talk || hand.watching.value > 0 || (talk.isOver && unread === 0)) return null;
  const w = helpWords.value;
  const shown = talk.shown.value;
  const state = shown.state === 'waiting' ? w.pill_waiting(shown.place) : shown.state === 'open' ? w.pill_open : w.pill_over;
  const service = shown.department === 'water' ? 'water' : 'help';
  return (
    <button type="button" class="main talk-pill" onClick={() => { screen.dialog.value = { kind: 'service', service, title: w.title }; }}>
      <Icon name="chat" /><span><span class="sr">{w.to_talk}: </span>{state}</span>
      {unread > 0 && <span class="badge">{unread}<span class="sr"> {w.new_lines}</span></span>}
    </button>
  );
}
