/** A plan as it comes out: when one is where, how one gets there, and keeping it. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { language } from '../../i18n';
import type { Leg, Plan, Saved, Stop } from '../../net/tourism';
import { newKey } from '../desk/draft';
import { clockOf, dayOf } from '../help/days';
import { useAtHand } from './atHand';
import { sentence } from './sentence';
import { GoThere } from './SightCard';
import { tourismWords } from './words';

export function PlanResult({ plan }: { plan: Plan }): JSX.Element {
  const w = tourismWords.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [plan]);
  const first = plan.wish.start ? 0 : 1;
  return (
    <section class="tourism-plan" aria-labelledby="tourism-result">
      <h3 id="tourism-result" tabIndex={-1} ref={heading}>{w.result}: {dayOf(plan.wish.day)}</h3>
      <p>{w.planned(plan.stops.length, plan.total_min, plan.total_m)}</p>
      <p class="quiet">{plan.order_kept ? w.order_kept : plan.exact ? w.order_exact : w.order_good}</p>
      {plan.warnings.length > 0 && (
        <div class="honest"><strong>{w.warnings}</strong><ul>{plan.warnings.map((words) => <li key={words}>{words}</li>)}</ul></div>
      )}
      <ol class="tourism-stops">
        {plan.stops.map((stop, index) => <StopRow key={stop.place.id} stop={stop} leg={plan.legs[index - first]} />)}
      </ol>
      <Keep plan={plan} />
    </section>
  );
}

function StopRow({ stop, leg }: { stop: Stop; leg: Leg | undefined }): JSX.Element {
  const w = tourismWords.value;
  return (
    <li>
      {leg && <p class="quiet">{w.leg[leg.mode](leg.minutes, leg.metres)}</p>}
      <div class="tourism-stop">
        <span class="tourism-times"><time dateTime={stop.arrive}>{clockOf(stop.arrive)}</time> – <time dateTime={stop.leave}>{clockOf(stop.leave)}</time></span>
        <strong>{stop.place.name}</strong>
        <GoThere world={stop.place.world} name={stop.place.name} />
      </div>
      {stop.wait_min > 0 && <p class="quiet">{w.wait(stop.wait_min)}</p>}
      {stop.warning_words && <p class="quiet">{stop.warning_words}</p>}
    </li>
  );
}

function Keep({ plan }: { plan: Plan }): JSX.Element {
  const { tourism, say } = useAtHand();
  const w = tourismWords.value;
  // The same plan sent twice is one: the answer to the first may be what was lost.
  const [key] = useState(newKey);
  const [saved, setSaved] = useState<Saved>();
  const [state, setState] = useState<'' | 'busy' | 'copied'>('');
  const [wrong, setWrong] = useState('');
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => link.current?.focus(), [saved]);
  const save = async (): Promise<void> => {
    if (state === 'busy') return;
    setState('busy');
    setWrong('');
    try {
      // In the order that is shown, also when the plan is made anew later.
      setSaved(await tourism.save({ ...plan.wish, places: plan.stops.map(({ place }) => place.id), keep_order: true }, key));
      say(w.saved);
    } catch (error) {
      setWrong(sentence(error, w.failed));
    }
    setState('');
  };
  const copy = async (url: string): Promise<void> => {
    await navigator.clipboard.writeText(url).then(() => { setState('copied'); say(w.copied); }, () => undefined);
  };
  if (!saved) {
    return (
      <>
        <p class="quiet">{w.save_about}</p>
        {wrong && <p role="alert" class="honest">{wrong}</p>}
        <div class="actions start"><button type="button" class="main" onClick={() => void save()}>{w.save}</button></div>
        <output>{state === 'busy' ? w.saving : ''}</output>
      </>
    );
  }
  return (
    <div class="tourism-card tourism-saved">
      <h4>{w.saved}</h4>
      <p><span class="quiet">{w.link}: </span><a ref={link} href={saved.url} target="_blank" rel="noopener">{saved.url}<span class="sr"> {w.new_tab}</span></a></p>
      <div class="actions start">
        <a class="main" href={`${saved.ics}?lang=${language.value}`} download="">{w.calendar}</a>
        <button type="button" class="plain" onClick={() => void copy(saved.url)}>{state === 'copied' ? w.copied : w.copy}</button>
      </div>
    </div>
  );
}
