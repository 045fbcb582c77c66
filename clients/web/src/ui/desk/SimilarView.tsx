/** What others told of nearby: join one of them, or send one's own. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ServiceError } from '../../net/asking';
import type { Receipt, ServiceInfo, Services, Similar } from '../../net/services';
import { type Draft, newKey } from './draft';
import { request } from './form';
import { untilHeard } from './sending';
import { deskWords } from './words';

interface SimilarProps {
  found: readonly Similar[];
  info: ServiceInfo;
  services: Services;
  draft: Draft;
  onBack: () => void;
  onDone: (receipt: Receipt) => void;
}

export function SimilarView({ found, info, services, draft, onBack, onDone }: SimilarProps): JSX.Element {
  const w = deskWords.value;
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const ended = useRef(new AbortController());
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    head.current?.focus();
    const { current } = ended;
    return () => current.abort();
  }, []);
  const send = async (ask: () => Promise<Receipt>): Promise<void> => {
    setBusy(true);
    setSaid(w.sending);
    try {
      onDone(await untilHeard(ask, () => setSaid(w.offline), ended.current.signal));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      setSaid(Object.values(error.fields).join(' ') || error.message || w.refused);
      setBusy(false);
    }
  };
  return (
    <div class="desk">
      <h3 ref={head} tabIndex={-1}>{found.length ? w.similar : w.similar_none}</h3>
      {found.length > 0 && <p>{w.similar_about}</p>}
      <ul class="rows">
        {found.map((each) => {
          const key = newKey();
          return (
            <li key={each.number}>
              <span class="row-text"><strong>{each.title}</strong><span class="quiet">{[each.words, each.since, w.away(each.distance_m), w.joined(each.joined)].filter(Boolean).join(' · ')}</span></span>
              <button type="button" class="go" disabled={busy} onClick={() => void send(() => services.join(each.number, {}, key))}>{w.me_too}</button>
            </li>
          );
        })}
      </ul>
      <output>{said}</output>
      <div class="actions">
        <button type="button" class="plain" disabled={busy} onClick={onBack}>{w.back}</button>
        <button type="button" class="main" disabled={busy} onClick={() => void send(() => services.submit(info.id, request(info.schema, draft.values), draft.key))}>
          {found.length ? w.new_one : w.send}
        </button>
      </div>
    </div>
  );
}
