/** The walks with a guide that this world has, and taking one. Nothing where it has none. */
import './tours.css';
import type { JSX } from 'preact';
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useId, useMemo } from 'preact/hooks';
import { language } from '../../i18n';
import { GUIDE_NAME } from '../../state/avatar-types';
import type { LoadedWorld } from '../../state/city';
import { Pathfinder } from '../../state/path';
import { cueOf, minutesOf } from '../../state/tours';
import type { Tour } from '../../state/world-types';
import { useUi } from '../context';
import { speakTours, tourWords } from './words';

export function Tours(): JSX.Element | null {
  const { city } = useUi();
  const id = useId();
  const tongue = language.value;
  useEffect(() => void speakTours(tongue).catch(() => undefined), [tongue]);
  const loaded = city.loaded.value;
  const tours = loaded?.world.tours ?? [];
  if (!loaded || tours.length === 0 || city.replayed.value) return null;
  return (
    <section class="tours" aria-labelledby={id}>
      <h2 id={id}>{tourWords.value.tours}</h2>
      <ul class="rows">{tours.map((tour) => <TourRow key={tour.id} tour={tour} loaded={loaded} />)}</ul>
    </section>
  );
}

function TourRow({ tour, loaded }: { tour: Tour; loaded: LoadedWorld }): JSX.Element | null {
  const { city } = useUi();
  const { take, calling } = useTaking(tour);
  const minutes = useMemo(() => duration(loaded, tour), [loaded.world, tour]);
  const led = useComputed(() => isLed(city, tour.id)).value;
  const taken = useComputed(() => city.following.value?.tour === tour.id && !city.following.value.over).value;
  const t = tourWords.value;
  const text = loaded.texts.tours?.[tour.id];
  const start = loaded.texts.places[tour.start]?.name;
  if (!text) return null;
  return (
    <li>
      <div class="row-text">
        <strong>{text.title}</strong>
        <span class="quiet">{[t.stops(tour.stops.length), t.minutes(minutes)].join(' · ')}</span>
      </div>
      {taken
        ? <span class="here">{t.taken}</span>
        : (
          <button type="button" class="go" aria-label={led ? t.join_named(text.title) : t.take_named(text.title)} aria-disabled={calling} onClick={() => void take()}>
            {led ? t.join : t.take}
          </button>
        )}
      <p class="about">{text.about}{start && <span class="tour-start">{t.starts_at(start)}</span>}</p>
      <output class="sr">{calling ? t.calling : ''}</output>
    </li>
  );
}

/** So far one runs to the start of a tour; from further away, or another level, one is put there. */
const RUN_M = 40;

function useTaking(tour: Tour): { take: () => Promise<void>; calling: boolean } {
  const { city, screen, actions, commands } = useUi();
  const calling = useSignal(false);
  const take = async (): Promise<void> => {
    if (calling.peek()) return;
    calling.value = true;
    try {
      if (isFar()) await actions.go('', tour.start);
      const { avatar, stop } = await actions.takeTour(tour.id);
      commands.follow(avatar, GUIDE_NAME, tour.id, stop);
      screen.dialog.value = undefined;
      screen.panel.value = undefined;
    } catch (error) {
      commands.tell(error);
    }
    calling.value = false;
  };
  const isFar = (): boolean => {
    const place = city.loaded.peek()?.world.places.find((p) => p.id === tour.start);
    if (city.here.peek()?.level !== tour.level) return true;
    return !isLed(city, tour.id) && !!place && Math.hypot(place.at[0] - city.own.x, place.at[1] - city.own.y) > RUN_M;
  };
  return { take, calling: calling.value };
}

/** Whether its guide is in sight: who told of this tour last, and did not say farewell. */
function isLed(city: ReturnType<typeof useUi>['city'], tour: string): boolean {
  void city.beat.value;
  const last = city.chat.lines.value.findLast(({ told }) => told && cueOf(told)?.tour === tour);
  return last?.told !== undefined && !cueOf(last.told)!.over && city.avatars.nameOf(last.avatar) === GUIDE_NAME;
}

function duration({ world, rasters }: LoadedWorld, tour: Tour): number {
  const raster = rasters.find(({ id }) => id === tour.level);
  const finder = raster && new Pathfinder(raster);
  return minutesOf(world, tour, (from, to) => finder?.find(from, to));
}
