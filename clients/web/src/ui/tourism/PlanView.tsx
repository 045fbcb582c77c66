/** A plan for a day: which places, in which order, and what comes of it. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Mode, Plan } from '../../net/tourism';
import { useAtHand } from './atHand';
import { type Choice, type Outing, todayInSeoul, wishOf } from './outing';
import { PlanResult } from './PlanResult';
import { sentence } from './sentence';
import { tourismWords } from './words';

const MODES: readonly Mode[] = ['mixed', 'walk', 'transit'];

export function PlanView(): JSX.Element {
  const { tourism, keeper, show } = useAtHand();
  const outing = keeper.outing.value;
  const [planned, setPlanned] = useState<{ plan: Plan; of: Outing }>();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const w = tourismWords.value;
  const make = async (keep_order: boolean): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setWrong('');
    try {
      const plan = await tourism.plan(wishOf(keeper.outing.peek(), keep_order));
      if (!keep_order) keeper.reorder(plan);
      setPlanned({ plan, of: keeper.outing.peek() });
    } catch (error) {
      setWrong(sentence(error, w.failed));
    }
    setBusy(false);
  };
  if (outing.places.length === 0) {
    return (
      <div class="tourism-part">
        <p>{w.plan_empty}</p>
        <div class="actions start"><button type="button" class="main" onClick={() => show('find')}>{w.to_find}</button></div>
      </div>
    );
  }
  return (
    <div class="tourism-part">
      <Chosen places={outing.places} />
      <form onSubmit={(event) => { event.preventDefault(); void make(false); }}>
        <Terms outing={outing} onChange={(part) => keeper.change(part)} />
        {wrong && <p role="alert" class="honest">{wrong}</p>}
        <div class="actions start">
          <button type="submit" class="main">{w.best_order}</button>
          <button type="button" class="plain" onClick={() => void make(true)}>{w.this_order}</button>
          <button type="button" class="plain" onClick={() => { keeper.forget(); setPlanned(undefined); }}>{w.forget}</button>
        </div>
      </form>
      <output>{busy ? w.planning : ''}</output>
      {/* What was planned is shown as long as it is what is chosen. */}
      {planned?.of === outing && <PlanResult plan={planned.plan} />}
    </div>
  );
}

function Chosen({ places }: { places: readonly Choice[] }): JSX.Element {
  const { keeper, say } = useAtHand();
  const list = useRef<HTMLOListElement>(null);
  const w = tourismWords.value;
  const move = (index: number, by: -1 | 1, name: string): void => {
    const to = keeper.move(index, by);
    say(w.moved(name, to + 1, places.length));
    // The button moves with its place; at an end the other one is left to press.
    requestAnimationFrame(() => {
      const buttons = list.current?.children[to]?.querySelectorAll<HTMLButtonElement>('button.move');
      const same = buttons?.[by < 0 ? 0 : 1];
      (same?.disabled ? buttons?.[by < 0 ? 1 : 0] : same)?.focus();
    });
  };
  const remove = ({ id, name }: Choice): void => {
    keeper.remove(id);
    say(w.removed(name));
    document.getElementById('tourism-plan')?.focus();
  };
  return (
    <section aria-labelledby="tourism-chosen">
      <h3 id="tourism-chosen">{w.chosen}</h3>
      <ol class="tourism-chosen" ref={list}>
        {places.map((place, index) => (
          <li key={place.id}>
            <strong>{place.name}</strong>
            <button type="button" class="plain move" aria-label={w.up(place.name)} disabled={index === 0} onClick={() => move(index, -1, place.name)}>↑</button>
            <button type="button" class="plain move" aria-label={w.down(place.name)} disabled={index === places.length - 1} onClick={() => move(index, 1, place.name)}>↓</button>
            <button type="button" class="plain" aria-label={w.remove_named(place.name)} onClick={() => remove(place)}>{w.remove}</button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Terms({ outing, onChange }: { outing: Outing; onChange: (part: Partial<Outing>) => void }): JSX.Element {
  const w = tourismWords.value;
  return (
    <div class="tourism-terms">
      <div class="desk-field">
        <label for="tourism-plan-day">{w.day}</label>
        <input id="tourism-plan-day" type="date" required value={outing.day || todayInSeoul()} onChange={(event) => onChange({ day: event.currentTarget.value })} />
      </div>
      <div class="desk-field">
        <label for="tourism-begin">{w.begin}</label>
        <input id="tourism-begin" type="time" required value={outing.begin} onChange={(event) => onChange({ begin: event.currentTarget.value || '10:00' })} />
      </div>
      <div class="desk-field">
        <label for="tourism-mode">{w.mode}</label>
        <select id="tourism-mode" value={outing.mode} onChange={(event) => onChange({ mode: event.currentTarget.value as Mode })}>
          {MODES.map((mode) => <option key={mode} value={mode}>{w.modes[mode]}</option>)}
        </select>
      </div>
      <div class="desk-field">
        <label for="tourism-stay">{w.stay}</label>
        <input id="tourism-stay" type="number" required min={5} max={480} step={5} value={outing.stay_min} onChange={(event) => onChange({ stay_min: event.currentTarget.valueAsNumber || 60 })} />
      </div>
    </div>
  );
}
