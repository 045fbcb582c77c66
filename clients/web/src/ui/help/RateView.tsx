/** How good the talk was, in one to five stars. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ServiceError } from '../../net/asking';
import type { Talk } from './talk';
import { helpWords } from './words';

const STARS = [5, 4, 3, 2, 1] as const;

export function RateView({ talk }: { talk: Talk }): JSX.Element {
  const w = helpWords.value;
  const [chosen, setChosen] = useState(0);
  const [said, setSaid] = useState('');
  const { stars } = talk.shown.value;
  if (stars !== null) return <output class="help-card"><p>{w.rated(stars)}</p></output>;
  const rate = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!chosen) return setSaid(w.rate_needed);
    try {
      await talk.rate(chosen);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      setSaid(error.message || w.refused);
    }
  };
  return (
    <form class="help-card help-rate" onSubmit={(event) => void rate(event)}>
      <fieldset class="radios">
        <legend>{w.rate}</legend>
        {STARS.map((n) => (
          <label key={n}>
            <input type="radio" name="help-stars" checked={chosen === n} onChange={() => setChosen(n)} />
            <span class="stars" aria-hidden="true">{'★'.repeat(n)}<i>{'★'.repeat(5 - n)}</i></span><span>{w.star[n - 1]}</span>
          </label>
        ))}
      </fieldset>
      <output>{said}</output>
      <div class="actions"><button type="submit" class="plain">{w.rate_send}</button></div>
    </form>
  );
}
