/** What was said, as it grows; screen readers are told of what is added. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Line } from '../../net/help';
import { clockOf } from './days';
import { Marked } from './Marked';
import type { Unsent } from './outbox';
import { helpWords } from './words';

/** So near to the end one is reading what comes in. */
const AT_END_PX = 80;

interface LinesProps {
  lines: readonly Line[];
  pending: readonly Unsent[];
  /** Number of what came of the talk, or ''. */
  complaint: string;
  typing: boolean;
}

export function Lines({ lines, pending, complaint, typing }: LinesProps): JSX.Element {
  const w = helpWords.value;
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  useEffect(() => {
    const element = log.current!;
    // Who has scrolled back to read is left there, unless it was oneself who spoke.
    if (atEnd.current || pending.length > 0) element.scrollTop = element.scrollHeight;
  }, [lines, pending, typing]);
  return (
    <div
      // What scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      ref={log} class="help-log" role="log" aria-live="polite" aria-relevant="additions" aria-label={w.lines} tabIndex={0}
      onScroll={({ currentTarget: e }) => {
        // What grows moves the end away, but scrolls nothing: only who scrolls back leaves it.
        if (e.scrollHeight - e.scrollTop - e.clientHeight < AT_END_PX) atEnd.current = true;
        else if (e.scrollTop < lastTop.current) atEnd.current = false;
        lastTop.current = e.scrollTop;
      }}
    >
      <ol>
        {lines.map((line) => <OneLine key={line.seq} line={line} isReceipt={complaint !== '' && line.side === 'city' && line.words.includes(complaint)} />)}
        {pending.map((line) => (
          <li key={line.key} class="visitor pending"><Who name={w.you} note={w.pending} /><p class="own">{line.words}</p></li>
        ))}
      </ol>
      <p class="help-typing" aria-hidden={!typing}>{typing && <><span class="dots" aria-hidden="true"><i /><i /><i /></span>{w.typing}</>}</p>
    </div>
  );
}

function OneLine({ line, isReceipt }: { line: Line; isReceipt: boolean }): JSX.Element {
  const w = helpWords.value;
  switch (line.side) {
    case 'visitor':
      return <li class="visitor"><Who name={w.you} time={line.time} /><p class="own">{line.words}</p></li>;
    case 'official':
      return <li class="official"><Who name={line.name || w.official} time={line.time} badge /><p class="own">{line.words}</p></li>;
    case 'desk':
      return <li class="desk-said"><Who name={w.desk} time={line.time} /><Quote line={line} /></li>;
    case 'city':
      return (
        <li class={isReceipt ? 'city filed' : 'city'}>
          <p class="own"><span class="sr">{w.city}: </span>{line.words} <time dateTime={line.time}>{clockOf(line.time)}</time></p>
          {isReceipt && <a href="/s/complaints/follow" target="_blank" rel="noopener">{w.follow}<span class="sr"> {w.new_window}</span></a>}
        </li>
      );
  }
}

function Quote({ line }: { line: Line }): JSX.Element {
  const w = helpWords.value;
  return (
    <details>
      <summary>{line.title}</summary>
      <blockquote cite={line.source || undefined}><Marked words={line.words} /></blockquote>
      {line.source && <p class="quiet">{w.source}: <a href={line.source} target="_blank" rel="nofollow noopener noreferrer">{line.source}<span class="sr"> {w.new_window}</span></a></p>}
    </details>
  );
}

interface WhoProps { name: string; time?: string; badge?: boolean; note?: string }

function Who({ name, time, badge = false, note }: WhoProps): JSX.Element {
  return (
    <p class="who">
      <strong>{name}</strong>
      {badge && <span class="badge official">{helpWords.value.badge}</span>}
      {time && <time dateTime={time}>{clockOf(time)}</time>}
      {note && <span class="quiet">{note}</span>}
    </p>
  );
}
