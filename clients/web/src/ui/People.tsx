/** Who is in this world, nearest first; a row opens what one can do. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { shownName, words } from '../i18n';
import { GUIDE_NAME } from '../state/avatar-types';
import type { PersonRow } from '../state/city';
import { useUi } from './context';
import { Icon } from './icons';

const REFRESH_MS = 4000;

export function People(): JSX.Element {
  const { city, commands, screen } = useUi();
  const w = words.value;
  const online = city.connection.value.phase === 'online';
  useEffect(() => {
    if (!online) return undefined;
    commands.refreshPeople();
    const timer = setInterval(() => commands.refreshPeople(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [commands, online, city.here.value?.epoch]);
  const self = city.here.value?.avatar;
  const others = city.people.value.filter((row) => row.avatar !== self);
  return (
    <section class="lists" aria-labelledby="people-title">
      <h2 id="people-title">{w.people_near}</h2>
      <button type="button" class="me" onClick={() => { screen.dialog.value = { kind: 'look' }; }}>
        <Icon name="look" />
        <span class="row-text"><strong>{shownName(city.name.value)}</strong><span class="quiet">{w.this_is_you}</span></span>
      </button>
      {others.length === 0 && <p class="quiet">{online ? w.nobody_yet : w.loading}</p>}
      <ul class="rows">{others.map((row) => <PersonItem key={row.avatar} row={row} />)}</ul>
      {city.peopleTotal.value > others.length + 1 && <p class="quiet">{w.and_more(city.peopleTotal.value - others.length - 1)}</p>}
    </section>
  );
}

function PersonItem({ row }: { row: PersonRow }): JSX.Element {
  const { city, screen } = useUi();
  const w = words.value;
  const muted = city.muted.value.has(row.name);
  const where = row.distance_m < 0 ? w.other_floor : w.metres_away(row.distance_m);
  return (
    <li>
      <button type="button" class="person" onClick={() => { screen.dialog.value = { kind: 'person', avatar: row.avatar, name: row.name }; }}>
        {row.name === GUIDE_NAME && <Icon name="flag" />}
        <span class="row-text">
          <strong>{shownName(row.name)}</strong>
          {(row.flags & 1) !== 0 && <span class="badge official">{w.official}</span>}
          {muted && <span class="badge none">{w.muted}</span>}
          <span class="quiet">{where}</span>
        </span>
        <Icon name="more" />
        <span class="sr">{w.what_to_do_with}</span>
      </button>
    </li>
  );
}
