/** The tourist desk: places to go, what is on, a plan for a day, and the map of it all. */
import '../desk/desk.css';
import './tourism.css';
import type { FunctionComponent, JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { language } from '../../i18n';
import { Tourism } from '../../net/tourism';
import { Tours } from '../tours/Tours';
import { type AtHand, AtHandContext, type PartId } from './atHand';
import { CityMap } from './CityMap';
import { Find } from './Find';
import { outingAtHand } from './outing';
import { PlanView } from './PlanView';
import { Today } from './Today';
import { speakTourism, tourismWords } from './words';

const PARTS: Readonly<Record<PartId, FunctionComponent>> = { find: Find, today: Today, plan: PlanView, map: CityMap };
/** Services that begin with another part. */
const FIRST: Readonly<Record<string, PartId>> = { 'city-map': 'map' };

export function TourismDesk({ service }: { service: string }): JSX.Element {
  const tongue = language.value;
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    let gone = false;
    const speak = (): void => { if (!gone) setSpoken(tongue); };
    speakTourism(tongue).then(speak, speak);
    return () => { gone = true; };
  }, [tongue]);
  if (spoken !== tongue) return <output>{tourismWords.value.loading}</output>;
  return <Open key={tongue} first={FIRST[service] ?? 'find'} />;
}

function Open({ first }: { first: PartId }): JSX.Element {
  const [shown, setShown] = useState(first);
  const [said, setSaid] = useState('');
  const hand = useMemo<AtHand>(() => ({
    tourism: new Tourism(() => language.peek()), keeper: outingAtHand(), say: setSaid, show: setShown,
  }), []);
  const Part = PARTS[shown];
  return (
    <AtHandContext.Provider value={hand}>
      <div class="desk tourism">
        <Tabs shown={shown} onShow={setShown} chosen={hand.keeper.outing.value.places.length} />
        <div role="tabpanel" id="tourism-part" aria-labelledby={`tourism-${shown}`}><Part /></div>
        <output class="sr">{said}</output>
        {first !== 'map' && <Tours />}
      </div>
    </AtHandContext.Provider>
  );
}

interface TabsProps { shown: PartId; onShow: (part: PartId) => void; chosen: number }

function Tabs({ shown, onShow, chosen }: TabsProps): JSX.Element {
  const w = tourismWords.value;
  const list = useRef<HTMLDivElement>(null);
  const names: readonly [PartId, string][] = [['find', w.find], ['today', w.today], ['plan', w.plan_n(chosen)], ['map', w.map]];
  const step = (event: KeyboardEvent): void => {
    const at = names.findIndex(([id]) => id === shown);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: names.length - 1 }[event.key];
    const next = to === undefined ? undefined : names[(to + names.length) % names.length];
    if (!next) return;
    event.preventDefault();
    onShow(next[0]);
    list.current?.querySelector<HTMLElement>(`#tourism-${next[0]}`)?.focus();
  };
  return (
    <div class="tabs tourism-tabs" role="tablist" tabIndex={-1} aria-label={w.parts} ref={list} onKeyDown={step}>
      {names.map(([id, name]) => (
        <button
          key={id} id={`tourism-${id}`} type="button" role="tab" aria-selected={id === shown} aria-controls="tourism-part"
          tabIndex={id === shown ? 0 : -1} onClick={() => onShow(id)}
        >{name}</button>
      ))}
    </div>
  );
}
