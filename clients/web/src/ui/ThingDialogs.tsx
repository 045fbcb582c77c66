/** Looking closely: an exhibit, a desk, a place. */
import type { JSX } from 'preact';
import { language, words } from '../i18n';
import { AtDesk } from './AtDesk';
import { useUi } from './context';
import { Modal } from './Dialog';

interface ThingProps { id: string }

export function ExhibitDialog({ id }: ThingProps): JSX.Element | null {
  const { city, screen, commands } = useUi();
  const w = words.value;
  const loaded = city.loaded.value;
  const exhibit = loaded?.world.exhibits.find((e) => e.id === id);
  const text = loaded?.texts.exhibits[id];
  if (!exhibit || !text) return null;
  const close = (): void => { screen.dialog.value = undefined; };
  return (
    <Modal title={text.title} onClose={close} wide>
      {exhibit.picture && <img class="picture" src={exhibit.picture} alt={text.alt} />}
      <div class="prose">{text.text.split(/\n+/).map((paragraph) => <p key={paragraph}>{paragraph}</p>)}</div>
      <Sources sources={exhibit.sources} asOf={exhibit.as_of} />
      <div class="actions">
        <button type="button" class="plain" onClick={() => { close(); commands.walkTo(...before(exhibit.at, exhibit.turn_deg)); }}>{w.walk_there}</button>
      </div>
    </Modal>
  );
}

export function DeskDialog({ id }: ThingProps): JSX.Element | null {
  const { city, screen, commands } = useUi();
  const w = words.value;
  const loaded = city.loaded.value;
  const desk = loaded?.world.desks.find((d) => d.id === id);
  const text = loaded?.texts.desks[id];
  if (!desk || !text) return null;
  const close = (): void => { screen.dialog.value = undefined; };
  return (
    <Modal title={text.name} onClose={close}>
      {text.about && <div class="prose"><p>{text.about}</p></div>}
      <AtDesk service={desk.service} />
      <div class="actions">
        <button type="button" class="plain" onClick={() => { close(); commands.walkTo(...before(desk.at, desk.turn_deg)); }}>{w.walk_there}</button>
      </div>
    </Modal>
  );
}

/** Away from its desk. */
export function ServiceDialog({ service, title }: { service: string; title: string }): JSX.Element {
  const { screen } = useUi();
  return <Modal title={title} onClose={() => { screen.dialog.value = undefined; }}><AtDesk service={service} /></Modal>;
}

export function PlaceDialog({ id }: ThingProps): JSX.Element | null {
  const { city, screen, commands } = useUi();
  const w = words.value;
  const text = city.loaded.value?.texts.places[id];
  if (!text) return null;
  const people = city.placeCounts.value[id] ?? 0;
  const close = (): void => { screen.dialog.value = undefined; };
  return (
    <Modal title={text.name} onClose={close}>
      <p><span class="badge">{w.n_people(people)}</span></p>
      {text.about && <div class="prose"><p>{text.about}</p></div>}
      <div class="actions">
        <button type="button" class="main" onClick={() => { close(); void commands.go('', id); }}>{w.go}</button>
      </div>
    </Modal>
  );
}

interface SourcesProps {
  sources: readonly { title: string; url: string | null }[];
  asOf: string;
}

function Sources({ sources, asOf }: SourcesProps): JSX.Element {
  const w = words.value;
  const date = new Intl.DateTimeFormat(language.value, { dateStyle: 'long' }).format(new Date(`${asOf}T00:00:00`));
  return (
    <footer class="sources">
      <h3>{w.sources}</h3>
      <ul>
        {sources.map(({ title, url }) => (
          <li key={title}>{url ? <a href={url} target="_blank" rel="noreferrer">{title}<span class="sr"> {w.opens_new_window}</span></a> : title}</li>
        ))}
      </ul>
      <p class="quiet">{w.as_of(date)}</p>
    </footer>
  );
}

/** A step in front of something that faces `turn_deg`. */
function before(at: readonly [number, number], turn_deg: number): [number, number] {
  const turn = (turn_deg * Math.PI) / 180;
  return [at[0] - Math.sin(turn) * 1.4, at[1] + Math.cos(turn) * 1.4];
}
