/** Places of this world and the other worlds, with how many people are where. */
import type { JSX } from 'preact';
import { useComputed } from '@preact/signals';
import { language, words } from '../i18n';
import { useUi } from './context';
import { useFetched } from './fetched';
import { Icon, type IconName } from './icons';
import { type Marker, markersOf } from './map/markers';

export function Places(): JSX.Element {
  const { city } = useUi();
  const w = words.value;
  const markers = useComputed(() => {
    const { value: loaded } = city.loaded;
    if (!loaded) return [];
    return loaded.world.levels.flatMap((level) => markersOf(loaded.world, loaded.texts, level.id));
  });
  const of = (kind: Marker['kind']): Marker[] => markers.value.filter((m) => m.kind === kind);
  return (
    <div class="lists">
      <section aria-labelledby="places-here">
        <h2 id="places-here">{w.places_here}</h2>
        {of('place').length === 0 && <p class="quiet">{w.loading}</p>}
        <ul class="rows">{of('place').map((m) => <PlaceRow key={m.id} marker={m} />)}</ul>
      </section>
      <ToursHere />
      <ThingList id="portals" title={w.ways_out} markers={of('portal')} icon="portal" />
      <ThingList id="desks" title={w.desks} markers={of('desk')} icon="desk" />
      <ThingList id="exhibits" title={w.exhibits} markers={of('exhibit')} icon="exhibit" />
      <Worlds />
    </div>
  );
}

function ToursHere(): JSX.Element | null {
  const { city } = useUi();
  const parts = useFetched(!!city.loaded.value?.world.tours?.length, () => import('./tours/Tours'));
  return parts ? <parts.Tours /> : null;
}

function PlaceRow({ marker }: { marker: Marker }): JSX.Element {
  const { city, commands } = useUi();
  const w = words.value;
  const people = city.placeCounts.value[marker.id] ?? 0;
  const about = city.loaded.value?.texts.places[marker.id]?.about;
  return (
    <li>
      <div class="row-text">
        <strong>{marker.name}</strong>
        {people > 0 && <span class="badge">{w.n_people(people)}</span>}
      </div>
      <button type="button" class="go" aria-label={w.go_to(marker.name)} onClick={() => void commands.go('', marker.id)}>{w.go}</button>
      {about && <p class="about">{about}</p>}
    </li>
  );
}

interface ThingListProps {
  id: string;
  title: string;
  markers: Marker[];
  icon: IconName;
}

function ThingList({ id, title, markers, icon }: ThingListProps): JSX.Element | null {
  const { city, screen, commands } = useUi();
  const w = words.value;
  if (markers.length === 0) return null;
  const open = (marker: Marker): void => {
    if (marker.kind === 'portal') {
      const to = city.loaded.value?.world.portals.find((p) => p.id === marker.id)?.to;
      if (to) void commands.go(to.world, to.place);
    } else if (marker.kind === 'desk' || marker.kind === 'exhibit') {
      screen.dialog.value = { kind: marker.kind, id: marker.id };
    }
  };
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="rows">
        {markers.map((marker) => (
          <li key={marker.id}>
            <Icon name={icon} />
            <div class="row-text"><strong>{marker.name}</strong></div>
            <button type="button" class="go" aria-label={`${marker.name}: ${marker.kind === 'portal' ? w.enter : w.look_at}`} onClick={() => open(marker)}>
              {marker.kind === 'portal' ? w.enter : w.look_at}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Worlds(): JSX.Element {
  const { city, screen, commands } = useUi();
  const w = words.value;
  const here = city.here.value?.world ?? city.start.value;
  return (
    <section aria-labelledby="worlds">
      <h2 id="worlds">{w.worlds}</h2>
      <button type="button" class="plain city-map" onClick={() => { screen.dialog.value = { kind: 'service', service: 'city-map', title: w.city_map }; }}>{w.city_map}</button>
      <ul class="rows worlds">
        {city.cards.value.map((card) => {
          const name = card.names[language.value] ?? card.names['ko'] ?? card.id;
          // Counts come every two seconds; oneself is here at once.
          const people = Math.max(city.worldCounts.value[card.id] ?? 0, card.id === city.here.value?.world ? 1 : 0);
          return (
            <li key={card.id} aria-current={card.id === here ? 'location' : undefined}>
              <div class="row-text">
                <strong>{name}</strong> <span class={people > 0 ? 'badge' : 'badge none'}>{w.n_people(people)}</span>
              </div>
              {card.id === here
                ? <span class="here">{w.you_are_here}</span>
                : <button type="button" class="go" aria-label={w.go_to(name)} onClick={() => void commands.go(card.id, '')}>{w.go}</button>}
              <p class="about">{card.summaries[language.value] ?? card.summaries['ko']}</p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
