/** How it stands at the desk, and the two ways to a person: to talk, or to leave it in writing. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ServiceError } from '../../net/asking';
import type { Standing } from '../../net/help';
import { newKey } from '../desk/draft';
import { dayOf } from './days';
import { StandingView } from './StandingView';
import { helpWords } from './words';

const NAME_MAX = 40;

interface PersonProps {
  /** Of the desk that is asked. */
  standing: Standing;
  /** Those that one may choose from; empty where there is but one. */
  desks: readonly Standing[];
  onDesk: (department: string) => void;
  name: string;
  onName: (name: string) => void;
  /** Raises what is refused. */
  onTalk: (key: string, onWait: () => void, ended: AbortSignal) => Promise<void>;
  onLeave: () => void;
}

export function PersonView({ standing, desks, onDesk, name, onName, onTalk, onLeave }: PersonProps): JSX.Element {
  const w = helpWords.value;
  const key = useMemo(newKey, []);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const [crowded, setCrowded] = useState(false);
  const ended = useRef(new AbortController());
  useEffect(() => {
    const { current } = ended;
    return () => current.abort();
  }, []);
  const talk = async (): Promise<void> => {
    setBusy(true);
    setSaid(w.sending);
    try {
      await onTalk(key, () => setSaid(w.offline), ended.current.signal);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      setCrowded(error.code === 'crowded');
      setSaid(Object.values(error.fields).join(' ') || error.message || w.refused);
      setBusy(false);
    }
  };
  const manned = standing.on_duty > 0;
  const begin = <button key="talk" type="button" class={manned ? 'main' : 'plain'} disabled={busy} onClick={() => void talk()}>{manned ? w.begin : w.begin_wait}</button>;
  const leave = <button key="leave" type="button" class={manned ? 'plain' : 'main'} disabled={busy} onClick={onLeave}>{w.leave}</button>;
  return (
    <section class="help-card" aria-labelledby="help-person">
      <h3 id="help-person">{w.person}: {standing.department_title}</h3>
      {desks.length > 0 && (
        <fieldset class="chips">
          <legend>{w.whom}</legend>
          {desks.map((desk) => (
            <label key={desk.department}><input type="radio" name="help-desk" checked={desk.department === standing.department} onChange={() => onDesk(desk.department)} /><span>{desk.department_title}</span></label>
          ))}
        </fieldset>
      )}
      <StandingView standing={standing} />
      {!manned && <p>{w.nobody(dayOf(standing.answer_by))}</p>}
      <p class="quiet">{w.handed_over}</p>
      <div class="desk-field">
        <label for="help-name">{w.name} <span class="quiet">{w.optional}</span></label>
        <small id="help-name-hint">{w.name_hint}</small>
        <input id="help-name" type="text" autoComplete="off" maxLength={NAME_MAX} value={name} aria-describedby="help-name-hint" onInput={(event) => onName(event.currentTarget.value)} />
      </div>
      <output>{said}</output>
      {crowded && <a href="/s/complaints?kind=other" target="_blank" rel="noopener">{w.crowded_off}</a>}
      <div class="actions">{manned ? [leave, begin] : [begin, leave]}</div>
      <p class="quiet">{w.begin_hint}</p>
    </section>
  );
}
