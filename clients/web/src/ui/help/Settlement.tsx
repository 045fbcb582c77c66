/** What water comes to when one moves out: the form, the sum with its steps, the tariff behind it. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Help, Settlement as Sum, SettlementForm, Tariff } from '../../net/help';
import { Services } from '../../net/services';
import { language } from '../../i18n';
import { DeskForm } from '../desk/DeskForm';
import { type Draft, newKey } from '../desk/draft';
import { request } from '../desk/form';
import { speakDesk } from '../desk/words';
import { dayOf } from './days';
import { helpWords } from './words';

const SERVICE = 'water';

interface Paper {
  form: SettlementForm;
  tariff: Tariff;
}

export function Settlement({ help }: { help: Help }): JSX.Element {
  const w = helpWords.value;
  const [paper, setPaper] = useState<Paper | 'failed'>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let gone = false;
    Promise.all([help.settlementForm(), help.tariff(), speakDesk(language.peek())]).then(
      ([form, tariff]) => { if (!gone) setPaper({ form, tariff }); },
      () => { if (!gone) setPaper('failed'); },
    );
    return () => { gone = true; };
  }, [help, tries]);
  if (paper === undefined) return <output>{w.loading}</output>;
  if (paper === 'failed') {
    return (
      <>
        <p role="alert" class="honest">{w.failed}</p>
        <div class="actions"><button type="button" class="main" onClick={() => { setPaper(undefined); setTries(tries + 1); }}>{w.again}</button></div>
      </>
    );
  }
  return <Open help={help} {...paper} />;
}

function Open({ help, form, tariff }: Paper & { help: Help }): JSX.Element {
  const w = helpWords.value;
  const [services] = useState(() => new Services(() => language.peek()));
  const [draft, setDraft] = useState<Draft>(() => ({ values: { households: '1' }, key: newKey() }));
  const [sum, setSum] = useState<Sum>();
  const info = { id: SERVICE, title: form.title, summary: form.summary, schema: form.schema, state: null };
  return (
    <div class="desk help-sum">
      <h3>{form.title}</h3>
      <p>{form.summary}</p>
      {sum ? <Result sum={sum} /> : tariff.example && <p class="honest">{tariff.words[0]}</p>}
      <DeskForm
        info={info} services={services} draft={draft} onChange={setDraft} label={w.settle}
        onSend={async () => setSum(await help.settle(request(form.schema, draft.values)))}
      />
      <Prices tariff={tariff} />
    </div>
  );
}

function Result({ sum }: { sum: Sum }): JSX.Element {
  const w = helpWords.value;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), [sum]);
  return (
    <section class="help-card" aria-labelledby="help-sum">
      <h4 id="help-sum" ref={head} tabIndex={-1}>{w.result} {sum.example && <span class="badge">{w.example}</span>}</h4>
      <p class="help-total">{w.total}: <strong>{w.won(figure(sum.total_won))}</strong></p>
      {sum.words.map((words, n) => <p key={words} class={n === 0 && sum.example ? 'honest' : undefined}>{words}</p>)}
      <p class="quiet">{w.used}: {sum.used_m3} m³ · {w.days}: {w.n_days(sum.days)}</p>
      <Scrolled label={w.result}>
        <table>
          <thead><tr><th scope="col">{w.item}</th><th scope="col" class="num">{w.amount}</th><th scope="col" class="num">{w.price}</th><th scope="col" class="num">{w.sum}</th></tr></thead>
          <tbody>
            {sum.lines.map((line) => (
              <tr key={line.title}><th scope="row">{line.title}</th><td class="num">{line.m3 !== null && `${line.m3} m³`}</td><td class="num">{line.won_per_m3 !== null && figure(line.won_per_m3)}</td><td class="num">{figure(line.won)}</td></tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </section>
  );
}

function Prices({ tariff }: { tariff: Tariff }): JSX.Element {
  const w = helpWords.value;
  return (
    <details class="help-tariff">
      <summary><span>{w.tariff}: {tariff.tariff} {tariff.example && <span class="badge">{w.example}</span>}</span></summary>
      {tariff.words.map((words) => <p key={words}>{words}</p>)}
      <Scrolled label={w.tariff}>
        <table>
          <thead><tr><th scope="col">{w.item}</th><th scope="col">{w.range}</th><th scope="col">{w.per}</th><th scope="col" class="num">{w.sum}</th></tr></thead>
          <tbody>
            {tariff.prices.map((each) => (
              <tr key={each.title + each.words}><th scope="row">{each.title}</th><td>{each.words}</td><td>{each.per === 'month' ? w.month : w.m3}</td><td class="num">{figure(each.won)}</td></tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
      <p class="quiet">
        {w.as_of}: <time dateTime={tariff.as_of}>{dayOf(tariff.as_of)}</time>
        {tariff.source && <> · <a href={tariff.source} target="_blank" rel="nofollow noopener noreferrer">{w.source}<span class="sr"> {w.new_window}</span></a></>}
      </p>
    </details>
  );
}

/** A table may be wider than a phone: then it is scrolled, by keyboard too. */
function Scrolled({ label, children }: { label: string; children: JSX.Element }): JSX.Element {
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  return <section class="help-table" aria-label={label} tabIndex={0}>{children}</section>;
}

function figure(won: number): string {
  return new Intl.NumberFormat(language.value).format(won);
}
