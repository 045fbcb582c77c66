/** Somebody would like to come: yes or no. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { VisitAsk } from '../state/city';
import { shownName, words } from '../i18n';
import { useUi } from './context';

export function VisitAsks(): JSX.Element {
  const { city } = useUi();
  return <div class="asks" aria-live="polite">{city.asks.value.map((ask) => <Ask key={ask.avatar} ask={ask} />)}</div>;
}

function Ask({ ask }: { ask: VisitAsk }): JSX.Element {
  const { city, actions, commands } = useUi();
  const w = words.value;
  const drop = (): void => { city.asks.value = city.asks.value.filter((a) => a !== ask); };
  useEffect(() => {
    const timer = setTimeout(drop, ask.until_ms - performance.now());
    return () => clearTimeout(timer);
  }, [ask]);
  const answer = (yes: boolean): void => {
    drop();
    actions.answerVisit(ask.avatar, yes).catch((error: unknown) => commands.tell(error));
  };
  return (
    <fieldset class="ask">
      <legend>{w.visit_asked(shownName(ask.name))}</legend>
      <div class="actions">
        <button type="button" class="plain" onClick={() => answer(false)}>{w.no}</button>
        <button type="button" class="main" onClick={() => answer(true)}>{w.allow}</button>
      </div>
    </fieldset>
  );
}
