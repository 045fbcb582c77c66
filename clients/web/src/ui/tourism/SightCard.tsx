/** A place: what is known of it, what is not, and what one can do. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Sight } from '../../net/tourism';
import { useUi } from '../context';
import { useAtHand } from './atHand';
import { SourceLine } from './SourceLine';
import { tourismWords } from './words';

export function SightCard({ sight }: { sight: Sight }): JSX.Element {
  const w = tourismWords.value;
  return (
    <li class="tourism-card">
      <h4>{sight.name} <span class="quiet">{sight.other_name}</span></h4>
      <ul class="standing">
        <li>{sight.kind_title}</li>
        {sight.distance_m !== null && <li>{w.away(sight.distance_m)}</li>}
        <li data-known={sight.open !== null}>{known(sight.open, w.open, w.closed, w.hours_unknown)}</li>
        <li data-known={sight.accessible !== null}>{known(sight.accessible, w.free, w.not_free, w.access_unknown)}</li>
      </ul>
      {sight.fact && <p>{sight.fact}</p>}
      {sight.warning && <p class="honest">{sight.warning}</p>}
      <SourceLine source={sight.source} />
      <div class="actions start"><Choose sight={sight} /><GoThere world={sight.world} name={sight.name} /></div>
    </li>
  );
}

function known(value: boolean | null, yes: string, no: string, unknown: string): string {
  return value === null ? unknown : value ? yes : no;
}

function Choose({ sight }: { sight: Sight }): JSX.Element {
  const { keeper, say } = useAtHand();
  const w = tourismWords.value;
  const [full, setFull] = useState(false);
  const chosen = keeper.has(sight.id);
  const change = (): void => {
    if (chosen) {
      keeper.remove(sight.id);
      return say(w.removed(sight.name));
    }
    const added = keeper.add(sight);
    setFull(!added);
    say(added ? w.added(sight.name) : w.full);
  };
  return (
    <>
      <button type="button" class={chosen ? 'plain' : 'main'} aria-label={chosen ? w.remove_named(sight.name) : w.add_named(sight.name)} onClick={change}>
        {chosen ? w.remove : w.add}
      </button>
      {full && <span class="honest">{w.full}</span>}
    </>
  );
}

/** Into the world where it lies; nothing where there is none. */
export function GoThere({ world, name }: { world: string; name: string }): JSX.Element | null {
  const { city, screen, commands } = useUi();
  const w = tourismWords.value;
  if (!world) return null;
  if (world === city.here.value?.world) return <span class="here">{w.here}</span>;
  const go = (): void => {
    screen.dialog.value = undefined;
    void commands.go(world, '');
  };
  return <button type="button" class="go" aria-label={w.go_named(name)} onClick={go}>{w.go}</button>;
}
