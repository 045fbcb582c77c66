/** What stands where something is on its way, or did not come. */
import type { JSX } from 'preact';
import { tourismWords } from './words';

export function Waiting({ failed, again, words }: { failed: boolean; again: () => void; words?: string | undefined }): JSX.Element {
  const w = tourismWords.value;
  if (!failed) return <output>{words ?? w.searching}</output>;
  return (
    <>
      <p role="alert" class="honest">{words ?? w.failed}</p>
      <div class="actions start">
        <button type="button" class="main" onClick={again}>{w.again}</button>
        <a class="plain" href="/s/tourism">{w.page}</a>
      </div>
    </>
  );
}
