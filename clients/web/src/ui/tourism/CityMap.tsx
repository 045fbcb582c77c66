/** The city at a glance: where one can walk and with how many, what is on today, what else to see. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { language } from '../../i18n';
import type { Happening, Sight } from '../../net/tourism';
import { useUi } from '../context';
import { useAtHand } from './atHand';
import { apart, frameOf, type Spot } from './mapping';
import { SourceLine } from './SourceLine';
import { GoThere } from './SightCard';
import { useTold } from './useTold';
import { Waiting } from './Waiting';
import { tourismWords } from './words';

const ALL = 100;
const MARK = 0.42;

interface Mark {
  number: number;
  kind: 'world' | 'event' | 'place';
  name: string;
  spot: Spot | undefined;
  sight?: Sight;
  event?: Happening;
}

export function CityMap(): JSX.Element {
  const { tourism } = useAtHand();
  const { found, again } = useTold(() => Promise.all([tourism.search({ limit: ALL }), tourism.today()]), []);
  if (found === undefined || found === 'failed') return <Waiting failed={found === 'failed'} again={again} words={found ? undefined : tourismWords.value.loading} />;
  return <Shown sights={found[0].places} events={found[1].events} />;
}

function Shown({ sights, events }: { sights: readonly Sight[]; events: readonly Happening[] }): JSX.Element {
  const w = tourismWords.value;
  const marks = useMemo(() => marksOf(sights, events), [sights, events]);
  const of = (kind: Mark['kind']): Mark[] => marks.filter((mark) => mark.kind === kind);
  const label = w.map_of(of('world').length, of('event').length, of('place').length);
  const list = (title: string, kind: Mark['kind'], row: (mark: Mark) => JSX.Element): JSX.Element => (
    <section>
      <h3>{title}</h3>
      <ul class="tourism-legend">{of(kind).map((mark) => <li key={mark.number}><Dot mark={mark} />{row(mark)}</li>)}</ul>
    </section>
  );
  return (
    <div class="tourism-part">
      <Picture marks={marks} label={label} />
      {list(w.map_worlds, 'world', ({ name, sight }) => <WorldRow world={sight!.world} name={name} />)}
      <OtherWorlds shown={of('world').map(({ sight }) => sight!.world)} />
      {events.length > 0 ? list(w.map_events, 'event', (mark) => <EventRow mark={mark} />) : <p class="quiet">{w.no_events}</p>}
      {list(w.map_places, 'place', ({ name, sight }) => <span class="row-text"><strong>{name}</strong> <span class="quiet">{sight!.kind_title}</span></span>)}
    </div>
  );
}

function marksOf(sights: readonly Sight[], events: readonly Happening[]): Mark[] {
  const inside = sights.filter(({ world }) => world);
  const outside = sights.filter(({ world }) => !world);
  const marks: Omit<Mark, 'number'>[] = [
    ...inside.map((sight) => ({ kind: 'world' as const, name: sight.name, spot: sight, sight })),
    ...events.map((event) => ({
      kind: 'event' as const, name: event.name, event,
      spot: event.lat === null || event.lon === null ? undefined : { lat: event.lat, lon: event.lon },
    })),
    ...outside.map((sight) => ({ kind: 'place' as const, name: sight.name, spot: sight, sight })),
  ];
  return marks.map((mark, index) => ({ ...mark, number: index + 1 }));
}

function Picture({ marks, label }: { marks: readonly Mark[]; label: string }): JSX.Element | null {
  const shown = marks.filter((mark) => mark.spot);
  const frame = useMemo(() => (shown.length > 0 ? frameOf(shown.map(({ spot }) => spot!)) : undefined), [marks]);
  if (!frame) return null;
  const spots = apart(shown.map(({ spot }) => frame.at(spot!)), MARK * 1.7);
  return (
    <figure aria-label={label}>
      <svg class="tourism-map" viewBox={`0 0 ${frame.width} ${frame.height}`} aria-hidden="true">
        {frame.columns.map((x) => <line key={`x${x}`} x1={x} y1={0} x2={x} y2={frame.height} />)}
        {frame.rows.map((y) => <line key={`y${y}`} x1={0} y1={y} x2={frame.width} y2={y} />)}
        {shown.map((mark, index) => {
          const [x, y] = spots[index]!;
          return (
            <g key={mark.number} class={mark.kind} transform={`translate(${x} ${y})`}>
              <title>{mark.name}</title>
              {mark.kind === 'event' ? <rect x={-MARK * 0.9} y={-MARK * 0.9} width={MARK * 1.8} height={MARK * 1.8} rx={0.12} /> : <circle r={mark.kind === 'world' ? MARK * 1.2 : MARK} />}
              <text dy="0.36em">{mark.number}</text>
            </g>
          );
        })}
      </svg>
      <figcaption class="quiet">{tourismWords.value.map_about}</figcaption>
    </figure>
  );
}

function Dot({ mark }: { mark: Mark }): JSX.Element {
  return <span class={`tourism-dot ${mark.kind}`} aria-hidden="true">{mark.number}</span>;
}

/** `name`: of the place where it lies. */
function WorldRow({ world, name }: { world: string; name?: string }): JSX.Element {
  const { city } = useUi();
  const w = tourismWords.value;
  const card = city.cards.value.find(({ id }) => id === world);
  const people = city.worldCounts.value[world] ?? 0;
  const own = card?.names[language.value] ?? card?.names['ko'] ?? world;
  return (
    <>
      <span class="row-text">
        <strong>{name ?? own}</strong> <span class={people > 0 ? 'badge' : 'badge none'}>{w.people(people)}</span>
        {name && name !== own && <span class="quiet"> {own}</span>}
      </span>
      <GoThere world={world} name={name ?? own} />
    </>
  );
}

/** Those that lie inside of something, and at no place of their own. */
function OtherWorlds({ shown }: { shown: readonly string[] }): JSX.Element {
  const { city } = useUi();
  const others = city.cards.value.filter(({ id }) => !shown.includes(id));
  return <ul class="tourism-legend">{others.map(({ id }) => <li key={id}><span class="tourism-dot" aria-hidden="true" /><WorldRow world={id} /></li>)}</ul>;
}

function EventRow({ mark: { event, spot } }: { mark: Mark }): JSX.Element {
  const w = tourismWords.value;
  return (
    <div class="row-text">
      <strong>{event!.name}</strong> {event!.example && <span class="badge none">{w.example}</span>}
      <p class="quiet">{w.venue}: {event!.venue ?? w.unknown} · {w.hours}: {event!.hours ?? w.unknown}{!spot && ` · ${w.no_spot}`}</p>
      <SourceLine source={event!.source} />
    </div>
  );
}
