/** What is on, as far as it is known. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Happening } from '../../net/tourism';
import { dayOf } from '../help/days';
import { useAtHand } from './atHand';
import { todayInSeoul } from './outing';
import { SourceLine } from './SourceLine';
import { useTold } from './useTold';
import { Waiting } from './Waiting';
import { tourismWords } from './words';

export function Today(): JSX.Element {
  const { tourism } = useAtHand();
  const [day, setDay] = useState(todayInSeoul);
  const { found, again } = useTold(() => tourism.today(day), [day]);
  const w = tourismWords.value;
  return (
    <div class="tourism-part">
      <div class="desk-field tourism-day">
        <label for="tourism-day">{w.day}</label>
        <input id="tourism-day" type="date" required value={day} onChange={(event) => setDay(event.currentTarget.value || todayInSeoul())} />
      </div>
      {found === undefined || found === 'failed'
        ? <Waiting failed={found === 'failed'} again={again} />
        : (
          <section aria-labelledby="tourism-on" aria-live="polite">
            <h3 id="tourism-on">{w.events_on(dayOf(found.day))}</h3>
            <p class="quiet">{found.events.length > 0 ? w.events_known : w.no_events}</p>
            <ul class="tourism-cards">{found.events.map((event) => <EventCard key={event.id} event={event} />)}</ul>
          </section>
        )}
    </div>
  );
}

function EventCard({ event }: { event: Happening }): JSX.Element {
  const w = tourismWords.value;
  return (
    <li class="tourism-card">
      <h4>{event.name} {event.example && <span class="badge none">{w.example}</span>}</h4>
      <p>{w.from_to(dayOf(event.from_day), dayOf(event.to_day))}</p>
      <p>{w.venue}: {event.venue ?? w.unknown} · {w.hours}: {event.hours ?? w.unknown}</p>
      <SourceLine source={event.source} />
    </li>
  );
}
