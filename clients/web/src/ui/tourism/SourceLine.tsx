import type { JSX } from 'preact';
import type { Source } from '../../net/tourism';
import { dayOf } from '../help/days';
import { tourismWords } from './words';

export function SourceLine({ source }: { source: Source }): JSX.Element {
  const w = tourismWords.value;
  return (
    <p class="quiet">
      {w.source}:{' '}
      {source.url ? <a href={source.url} target="_blank" rel="noreferrer">{source.title}<span class="sr"> {w.new_tab}</span></a> : source.title}
      {' '}({w.as_of(dayOf(source.as_of))}){source.stale && <strong class="tourism-stale"> {w.stale}</strong>}
    </p>
  );
}
