/** The desks of live help and of water: a question, the desk's answer, a person, and it in writing. */
import './help.css';
import '../desk/desk.css';
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { language } from '../../i18n';
import type { Standing } from '../../net/help';
import { useUi } from '../context';
import { Enquiring } from './Enquiring';
import { Settlement } from './Settlement';
import { talkAtHand } from './atHand';
import { helpWords, speakHelp } from './words';

/** Departments that the services stand for. */
const DEPARTMENTS: Readonly<Record<string, string>> = { help: 'desk', water: 'water' };

export function HelpDesk({ service }: { service: string }): JSX.Element {
  const tongue = language.value;
  const ui = useUi();
  const hand = useMemo(() => talkAtHand(ui), [ui]);
  const [standing, setStanding] = useState<Standing | 'failed'>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let gone = false;
    const department = DEPARTMENTS[service] ?? 'desk';
    setStanding(undefined);
    Promise.all([hand.help.standing(department), hand.find(), speakHelp(tongue)]).then(
      ([found]) => { if (!gone) setStanding(found); },
      () => { if (!gone) setStanding('failed'); },
    );
    return () => { gone = true; };
  }, [hand, service, tongue, tries]);
  const w = helpWords.value;
  const isAtHand = hand.talk.value !== undefined;
  if (standing === undefined && !isAtHand) return <output>{w.loading}</output>;
  if (standing === undefined || standing === 'failed') {
    if (isAtHand) return <Enquiring key={tongue} hand={hand} standing={undefined} />;
    return (
      <div class="desk">
        <p role="alert" class="honest">{w.failed}</p>
        <div class="actions">
          <a class="plain" href={`/s/${service}`}>{w.page}</a>
          <button type="button" class="main" onClick={() => setTries(tries + 1)}>{w.again}</button>
        </div>
      </div>
    );
  }
  const enquiring = <Enquiring key={tongue} hand={hand} standing={standing} />;
  return service === 'water' ? <WaterDesk>{enquiring}</WaterDesk> : enquiring;
}

/** To ask, and to work out what moving out comes to. */
function WaterDesk({ children }: { children: JSX.Element }): JSX.Element {
  const hand = talkAtHand(useUi());
  const w = helpWords.value;
  const [shown, setShown] = useState<'ask' | 'sum'>('ask');
  const tab = (id: 'ask' | 'sum', name: string): JSX.Element => (
    <button type="button" aria-pressed={shown === id} onClick={() => setShown(id)}>{name}</button>
  );
  return (
    <>
      <nav class="tabs help-tabs" aria-label={w.tabs}>{tab('ask', w.tab_ask)}{tab('sum', w.tab_sum)}</nav>
      {shown === 'ask' ? children : <Settlement key={language.value} help={hand.help} />}
    </>
  );
}
