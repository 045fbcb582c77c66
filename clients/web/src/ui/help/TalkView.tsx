/** A talk: how it stands, what was said, and what one may do about it. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ServiceError } from '../../net/asking';
import type { TalkShown } from '../../net/help';
import type { AtHand } from './atHand';
import { dayOf } from './days';
import { Lines } from './Lines';
import type { Outbox } from './outbox';
import { RateView } from './RateView';
import { Say } from './Say';
import { waitWords } from './StandingView';
import type { Talk } from './talk';
import { helpWords } from './words';

interface TalkProps {
  hand: AtHand;
  talk: Talk;
  outbox: Outbox;
  onLeave: () => void;
}

export function TalkView({ hand, talk, outbox, onLeave }: TalkProps): JSX.Element {
  const w = helpWords.value;
  const shown = talk.shown.value;
  const over = talk.isOver;
  const head = useRef<HTMLHeadingElement>(null);
  // The focus comes here at first, and when the field or the button that had it goes away.
  useEffect(() => {
    const { activeElement } = document;
    if (!over || activeElement === document.body || activeElement?.localName === 'dialog') head.current?.focus();
  }, [over]);
  return (
    <div class="desk help-talk" data-state={talk.gone.value ? 'gone' : shown.state}>
      <h3 ref={head} tabIndex={-1}><span class="quiet">{w.talk_with}</span> {shown.department_title}</h3>
      <output class="help-card help-state">
        {talk.gone.value ? <p>{w.gone}</p> : <State shown={shown} />}
        {talk.lost.value && <p class="help-stale">{w.lost}</p>}
      </output>
      {!over && shown.answer_by && shown.on_duty === 0 && (
        <div class="actions start"><button type="button" class="main" onClick={onLeave}>{w.leave}</button></div>
      )}
      <Lines lines={talk.lines.value} pending={outbox.pending.value} complaint={shown.complaint} typing={shown.typing && !over} />
      {!over && <Say outbox={outbox} />}
      {over && !talk.gone.value && <RateView talk={talk} />}
      <Doings hand={hand} talk={talk} onLeave={onLeave} />
      <p class="quiet help-facts">{w.number}: <span class="help-number">{shown.number}</span> · {w.until}: <time dateTime={shown.until}>{dayOf(shown.until)}</time></p>
    </div>
  );
}

function State({ shown }: { shown: TalkShown }): JSX.Element {
  const w = helpWords.value;
  switch (shown.state) {
    case 'waiting':
      return (
        <>
          <p><strong>{shown.place === 1 && shown.on_duty > 0 ? w.next : w.waits(shown.place)}</strong></p>
          {shown.on_duty > 0
            ? <p>{w.on_duty(shown.on_duty)} · {waitWords(shown.wait_s)}</p>
            : <p>{w.nobody(dayOf(shown.answer_by))}</p>}
          <p class="quiet">{w.stay}</p>
        </>
      );
    case 'open':
      return (
        <>
          <p><strong>{shown.official ? w.with_name(shown.official) : w.with}</strong> <span class="badge official">{w.badge}</span></p>
          {shown.away && <p class="help-stale">{w.away}</p>}
        </>
      );
    case 'ended':
    case 'written':
      return (
        <>
          <p><strong>{shown.state === 'written' ? w.written : w.ended}</strong></p>
          {shown.complaint && <p>{w.complaint}: <a href={`/s/complaints/${shown.complaint}`} target="_blank" rel="noopener">{shown.complaint}<span class="sr"> {w.new_window}</span></a></p>}
        </>
      );
  }
}

/** To end it, to leave it in writing, to take it along, to ask anew. */
function Doings({ hand, talk, onLeave }: Omit<TalkProps, 'outbox'>): JSX.Element {
  const w = helpWords.value;
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const { state, complaint, on_duty } = talk.shown.value;
  const wish = async (grant: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setSaid('');
    try {
      await grant();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      setSaid(error.message || w.refused);
    }
    setBusy(false);
  };
  const download = async (): Promise<void> => {
    save(await talk.transcript(), `${talk.ticket.number}.txt`);
    setSaid(w.transcript_done);
  };
  const over = talk.isOver;
  const mayLeave = !complaint && state !== 'written' && (over || on_duty > 0);
  return (
    <>
      <output>{said}</output>
      <div class="actions">
        {!talk.gone.value && <button type="button" class="plain" disabled={busy} onClick={() => void wish(download)}>{w.transcript}</button>}
        {!talk.gone.value && mayLeave && <button type="button" class="plain" disabled={busy} onClick={onLeave}>{w.leave}</button>}
        {over
          ? <button key="new" type="button" class="main" onClick={() => hand.putAway()}>{w.new_one}</button>
          : <button key="end" type="button" class="plain" disabled={busy} onClick={() => void wish(() => talk.end())}>{w.end}</button>}
      </div>
    </>
  );
}

/** As a file of the visitor's device. */
function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
