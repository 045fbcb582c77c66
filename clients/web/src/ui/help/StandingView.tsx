/** Who is at the desk and how long it takes, as it is. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Help, Standing } from '../../net/help';
import { helpWords } from './words';

const EVERY_MS = 15_000;

export function StandingView({ standing }: { standing: Standing }): JSX.Element {
  const w = helpWords.value;
  const { on_duty, waiting, wait_s, typical_answer_s } = standing;
  return (
    <ul class="standing">
      <li>{w.on_duty(on_duty)}</li>
      <li>{w.waiting(waiting)}</li>
      {on_duty > 0 && <li>{waitWords(wait_s)}</li>}
      {on_duty > 0 && typical_answer_s !== null && <li>{w.typical(w.time(typical_answer_s))}</li>}
    </ul>
  );
}

/** An expectation; that there is none is said too. */
export function waitWords(wait_s: number | null): string {
  const w = helpWords.value;
  if (wait_s === null) return w.wait_unknown;
  return wait_s === 0 ? w.wait_soon : w.wait(w.time(wait_s));
}

/** How it stands at a department's desk, fresh while it is looked at; an answer that fails changes
 * nothing. '' is no department. */
export function useStanding(help: Help, department: string, first?: Standing): Standing | undefined {
  const [standing, setStanding] = useState(first);
  useEffect(() => {
    let gone = false;
    const look = (): void => {
      if (document.hidden || !department) return;
      help.standing(department).then((found) => { if (!gone) setStanding(found); }, () => undefined);
    };
    if (first?.department !== department) look();
    const timer = setInterval(look, EVERY_MS);
    return () => { gone = true; clearInterval(timer); };
  }, [help, department, first]);
  return standing?.department === department ? standing : undefined;
}
