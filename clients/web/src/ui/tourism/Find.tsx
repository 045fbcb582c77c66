/** Searching: words, a few conditions, and what fits. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Found, Search } from '../../net/tourism';
import { wgs84 } from '../desk/geo';
import { useUi } from '../context';
import { useAtHand } from './atHand';
import { SightCard } from './SightCard';
import { useTold } from './useTold';
import { Waiting } from './Waiting';
import { tourismWords } from './words';

interface Conditions { q: string; kind: string; near: boolean; open: boolean; accessible: boolean; limit: number }

const FEW = 10;
const ALL = 100;
/** Degrees to a hundred metres or so: near enough to say what is near, and no more. */
const DIGITS = 3;
const NONE: Conditions = { q: '', kind: '', near: false, open: false, accessible: false, limit: FEW };
/** As it was left, for when one comes back to this part. */
let left = NONE;

export function Find(): JSX.Element {
  const { tourism, say } = useAtHand();
  const { city } = useUi();
  const [wish, setWish] = useState(left);
  const [asked, setAsked] = useState(left);
  const { found, again } = useTold(() => tourism.search(searchOf(asked)), [asked]);
  const w = tourismWords.value;
  useEffect(() => {
    if (found && found !== 'failed') say(w.found(found.total));
  }, [found]);
  const ask = (next: Conditions): void => {
    left = next;
    setWish(next);
    setAsked(next);
  };
  function searchOf({ q, kind, near, open, accessible, limit }: Conditions): Search {
    const { world } = city.loaded.peek() ?? {};
    const spot = near && world ? wgs84(world, city.own.x, city.own.y).map((deg) => deg.toFixed(DIGITS)).join(',') : undefined;
    return {
      limit, ...(q && { q }), ...(kind && { kind }), ...(spot && { near: spot }),
      ...(open && { open: 'now' as const }), ...(accessible && { accessible: 1 as const }),
    };
  }
  return (
    <div class="tourism-part">
      <search><SearchForm wish={wish} onChange={setWish} onSearch={() => ask({ ...wish, limit: FEW })} /></search>
      {found === undefined || found === 'failed'
        ? <Waiting failed={found === 'failed'} again={again} />
        : (
          <section aria-labelledby="tourism-found">
            <h3 id="tourism-found">{w.found(found.total)}</h3>
            <Understood found={found} />
            <LeftOut found={found} onShow={asked.open || asked.accessible ? () => ask({ ...asked, open: false, accessible: false }) : undefined} />
            {found.total === 0 && <p>{w.none}</p>}
            <ul class="tourism-cards">{found.places.map((sight) => <SightCard key={sight.id} sight={sight} />)}</ul>
            {found.total > found.places.length && asked.limit < ALL && (
              <button type="button" class="plain" onClick={() => ask({ ...asked, limit: ALL })}>{w.more(found.total)}</button>
            )}
          </section>
        )}
    </div>
  );
}

interface SearchFormProps { wish: Conditions; onChange: (wish: Conditions) => void; onSearch: () => void }

function SearchForm({ wish, onChange, onSearch }: SearchFormProps): JSX.Element {
  const { tourism } = useAtHand();
  const { found: told } = useTold(() => tourism.kinds(), []);
  const w = tourismWords.value;
  const tick = (name: 'near' | 'open' | 'accessible', label: string): JSX.Element => (
    <label><input type="checkbox" checked={wish[name]} onChange={(event) => onChange({ ...wish, [name]: event.currentTarget.checked })} /><span>{label}</span></label>
  );
  return (
    <form onSubmit={(event) => { event.preventDefault(); onSearch(); }}>
      <div class="desk-field">
        <label for="tourism-q">{w.q}</label>
        <small id="tourism-q-hint">{w.q_hint}</small>
        <input id="tourism-q" type="search" enterKeyHint="search" maxLength={200} autoComplete="off" aria-describedby="tourism-q-hint" value={wish.q} onInput={(event) => onChange({ ...wish, q: event.currentTarget.value })} />
      </div>
      <div class="tourism-conditions">
        <div class="desk-field">
          <label for="tourism-kind">{w.kind}</label>
          <select id="tourism-kind" value={wish.kind} onChange={(event) => onChange({ ...wish, kind: event.currentTarget.value })}>
            <option value="">{w.any_kind}</option>
            {told && told !== 'failed' && told.kinds.map(({ code, title }) => <option key={code} value={code}>{title}</option>)}
          </select>
        </div>
        <div class="ticks">{tick('near', w.near_me)}{tick('open', w.open_now)}{tick('accessible', w.accessible)}</div>
      </div>
      <div class="actions start"><button type="submit" class="main">{w.search}</button></div>
    </form>
  );
}

function Understood({ found: { understood } }: { found: Found }): JSX.Element | null {
  const w = tourismWords.value;
  const parts = [
    ...understood.kinds, ...(understood.near ? [w.near(understood.near)] : []),
    ...(understood.open ? [w.open_now] : []), ...(understood.accessible ? [w.accessible] : []),
  ];
  if (parts.length === 0) return null;
  return <div class="tourism-understood"><span class="quiet">{w.understood}:</span><ul class="standing">{parts.map((part) => <li key={part}>{part}</li>)}</ul></div>;
}

function LeftOut({ found, onShow }: { found: Found; onShow: (() => void) | undefined }): JSX.Element | null {
  const w = tourismWords.value;
  if (found.left_out === 0) return null;
  return (
    <div class="honest tourism-left-out">
      <span>{w.left_out(found.left_out)}</span>
      {onShow && <button type="button" class="plain small" onClick={onShow}>{w.show_left_out}</button>}
    </div>
  );
}
