/** What happens at a desk, fetched when one comes to it. */
import type { FunctionComponent, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { words } from '../i18n';

type View = FunctionComponent<{ service: string }>;

/** The services whose desks are open. */
const VIEWS: Readonly<Record<string, () => Promise<View>>> = {
  complaints: () => import('./desk/Desk').then(({ Desk }) => Desk),
  help: () => import('./help/HelpDesk').then(({ HelpDesk }) => HelpDesk),
  water: () => import('./help/HelpDesk').then(({ HelpDesk }) => HelpDesk),
  tourism: () => import('./tourism/TourismDesk').then(({ TourismDesk }) => TourismDesk),
  'city-map': () => import('./tourism/TourismDesk').then(({ TourismDesk }) => TourismDesk),
};

export function AtDesk({ service }: { service: string }): JSX.Element {
  const w = words.value;
  const fetch = VIEWS[service];
  if (fetch) return <Fetched key={service} service={service} fetch={fetch} />;
  return <p class="honest">{w.desk_later}</p>;
}

function Fetched({ service, fetch }: { service: string; fetch: () => Promise<View> }): JSX.Element {
  const [found, setFound] = useState<{ View: View } | 'failed'>();
  useEffect(() => {
    fetch().then((View) => setFound({ View }), () => setFound('failed'));
  }, [fetch]);
  if (found === 'failed') return <p class="honest"><a href={`/s/${service}`}>{words.value.desk_as_page}</a></p>;
  return found ? <found.View service={service} /> : <output>{words.value.desk_opens}</output>;
}
