/** A desk of the world: how it stands there, the form, what others told of, the receipt. */
import './desk.css';
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { language } from '../../i18n';
import { type Receipt, type ServiceInfo, Services, type Similar } from '../../net/services';
import { type CityState, note } from '../../state/city';
import { useUi } from '../context';
import { DeskForm } from './DeskForm';
import { type Draft, DraftKeeper } from './draft';
import { request } from './form';
import { ReceiptView } from './ReceiptView';
import { SimilarView } from './SimilarView';
import { Watch } from './watch';
import { deskWords, speakDesk } from './words';

type Step =
  | { at: 'form' }
  | { at: 'similar'; found: readonly Similar[] }
  | { at: 'receipt'; receipt: Receipt };

export function Desk({ service }: { service: string }): JSX.Element {
  const tongue = language.value;
  const services = useMemo(() => new Services(() => tongue), [tongue]);
  const [info, setInfo] = useState<ServiceInfo | 'failed' | undefined>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let gone = false;
    setInfo(undefined);
    Promise.all([services.service(service), speakDesk(tongue)]).then(
      ([found]) => { if (!gone) setInfo(found); },
      () => { if (!gone) setInfo('failed'); },
    );
    return () => { gone = true; };
  }, [services, service, tongue, tries]);
  const w = deskWords.value;
  if (info === undefined) return <output>{w.loading}</output>;
  if (info === 'failed') {
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
  return <Open key={tongue} info={info} services={services} />;
}

function Open({ info, services }: { info: ServiceInfo; services: Services }): JSX.Element {
  const { city, screen } = useUi();
  const keeper = useMemo(() => new DraftKeeper(storage(), info.id), [info.id]);
  const [draft, setDraft] = useState<Draft>(() => keeper.read());
  const [step, setStep] = useState<Step>({ at: 'form' });
  const write = (next: Draft): void => { setDraft(next); keeper.write(info.schema, next); };
  const finish = (receipt: Receipt): void => {
    setDraft(keeper.forget());
    setStep({ at: 'receipt', receipt });
    watchOf(city, services).add(receipt);
  };
  switch (step.at) {
    case 'receipt':
      return (
        <ReceiptView
          receipt={step.receipt}
          onAnother={() => setStep({ at: 'form' })}
          onDone={() => { screen.dialog.value = undefined; }}
        />
      );
    case 'similar':
      return (
        <SimilarView
          found={step.found} services={services} info={info} draft={draft}
          onBack={() => setStep({ at: 'form' })} onDone={finish}
        />
      );
    case 'form':
      return (
        <div class="desk">
          <Standing info={info} />
          <DeskForm
            info={info} services={services} draft={draft} onChange={write} onForget={() => setDraft(keeper.forget())}
            onSend={async () => {
              const found = await services.similar(info.id, request(info.schema, draft.values));
              setStep({ at: 'similar', found });
            }}
          />
        </div>
      );
  }
}

/** Who is there and how long it takes, as it is. */
function Standing({ info: { state } }: { info: ServiceInfo }): JSX.Element | null {
  if (!state) return null;
  const w = deskWords.value;
  return (
    <ul class="standing">
      <li>{w.on_duty(state.on_duty)}</li>
      <li>{w.waiting_now(state.open)}</li>
      {state.median_days_to_answer !== null && <li>{w.usual_days(Math.max(1, Math.round(state.median_days_to_answer)))}</li>}
    </ul>
  );
}

function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

let watch: Watch | undefined;

/** One for the page: desks come and go. */
function watchOf(city: CityState, services: Services): Watch {
  watch ??= new Watch(sessionStore(), services, ({ number, status_title }) => note(city, 'case_changed', `${number}: ${status_title}`));
  return watch;
}

/** What was reported elsewhere than in this dialog is watched too. */
export function watchFor(city: CityState, receipt: Pick<Receipt, 'number' | 'code'>): void {
  watchOf(city, new Services(() => language.peek())).add(receipt);
}

/** What was reported before a reload is watched on. */
export function watchOn(city: CityState): void {
  watchOf(city, new Services(() => language.peek())).start();
}

function sessionStore(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
