/** What the desk knows, quoted: what fits best, and what may fit too. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Answer, Hit } from '../../net/help';
import { dayOf } from './days';
import { Marked } from './Marked';
import { helpWords } from './words';

export function AnswerView({ answer }: { answer: Answer }): JSX.Element {
  const w = helpWords.value;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), [answer]);
  return (
    <section class="help-answer" aria-labelledby="help-asked">
      <h3 id="help-asked" ref={head} tabIndex={-1}><span class="quiet">{w.asked}</span> {answer.question}</h3>
      {answer.known ? <p class="quiet">{w.known}</p> : <p class="honest">{w.unknown}</p>}
      {answer.known && answer.hits.slice(0, 1).map((hit) => <article key={hit.entry} class="help-entry"><h4>{hit.title}</h4><Entry hit={hit} /></article>)}
      {answer.known && answer.hits.slice(1).map((hit) => <details key={hit.entry} class="help-entry"><summary>{hit.title}</summary><Entry hit={hit} /></details>)}
    </section>
  );
}

function Entry({ hit }: { hit: Hit }): JSX.Element {
  const w = helpWords.value;
  return (
    <>
      <blockquote cite={hit.source || undefined}><Marked words={hit.words} /></blockquote>
      <p class="quiet">
        {w.source}: <Source url={hit.source} title={hit.source_title} /> · {w.as_of} <time dateTime={hit.as_of}>{dayOf(hit.as_of)}</time>
      </p>
      {hit.stale && <p class="help-stale">{w.stale}</p>}
    </>
  );
}

function Source({ url, title }: { url: string; title: string }): JSX.Element {
  const w = helpWords.value;
  if (!url) return <>{title} ({w.no_source})</>;
  return <a href={url} target="_blank" rel="nofollow noopener noreferrer">{title || url}<span class="sr"> {w.new_window}</span></a>;
}
