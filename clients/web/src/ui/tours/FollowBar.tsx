/** Whom one walks behind, and what the guide tells here; over the stage. */
import './tours.css';
import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { language, shownName, words } from '../../i18n';
import { textOf } from '../../state/chat';
import type { Following } from '../../state/follow';
import { type Ui, useUi } from '../context';
import { Icon } from '../icons';
import { speakTours, tourWords, type TourWords } from './words';

/** A region that is there before its words is read out. */
const SAID_AFTER_MS = 100;

export function FollowBar(): JSX.Element {
  const ui = useUi();
  const { following } = ui.city;
  const now = following.value;
  const tongue = language.value;
  useEffect(() => void speakTours(tongue).catch(() => undefined), [tongue]);
  useEscape(ui);
  return (
    <>
      {now && <Bar now={now} ui={ui} />}
      <Said text={sentence(now, ui, tourWords.value)} />
    </>
  );
}

function Bar({ now, ui: { city, commands } }: { now: Following; ui: Ui }): JSX.Element {
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const bar = section.current!;
    // What had the focus goes: then the map has it, never nothing.
    return () => { if (bar.contains(document.activeElement)) document.getElementById('stage')?.focus(); };
  }, []);
  const t = tourWords.value;
  const loaded = city.loaded.value;
  const tour = loaded?.texts.tours?.[now.tour];
  const text = loaded && now.told ? textOf(loaded.texts, now.told) : '';
  const where = !tour ? '' : now.over ? t.over : now.stop < 0 ? t.ahead(tour.stops.length) : t.at_stop(now.stop + 1, tour.stops.length);
  return (
    <section ref={section} class="following" aria-label={t.bar}>
      <div class="following-head">
        <Icon name={tour ? 'flag' : 'walk'} />
        <p class="following-who">
          <strong>{tour ? tour.title : t.you_follow(shownName(now.name))}</strong>
          {where && <span>{where}</span>}
        </p>
        <button type="button" class="plain" onClick={() => commands.unfollow()}>{now.over ? words.value.close : words.value.unfollow}</button>
      </div>
      {text && (
        <details open>
          <summary>{t.told}</summary>
          {/* Long words scroll, so they must be reached by keyboard. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <p lang={language.value} tabIndex={0}>{text}</p>
        </details>
      )}
    </section>
  );
}

/** What a screen reader is told; the guide's own words are read out with the chat. */
function sentence(now: Following | undefined, { city }: Ui, t: TourWords): string {
  if (!now) return t.no_longer;
  const title = city.loaded.value?.texts.tours?.[now.tour]?.title;
  if (title && now.over) return `${title}: ${t.over}`;
  return title ? `${title}. ${t.with_guide}` : t.you_follow(shownName(now.name));
}

function Said({ text }: { text: string }): JSX.Element {
  const said = useSignal('');
  useEffect(() => {
    const timer = setTimeout(() => { said.value = text; }, SAID_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return <div class="sr" aria-live="polite" data-announce="following">{said.value}</div>;
}

/** Escape ends it, unless it closes or leaves something else. */
function useEscape({ city, screen, commands }: Ui): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing || screen.dialog.peek() || !city.following.peek()) return;
      if (event.target instanceof Element && event.target.closest('input, textarea, select, .recording')) return;
      commands.unfollow();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
