/** Photos, sent as soon as they are chosen; the server cleans them. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ServiceError } from '../../net/asking';
import type { Services } from '../../net/services';
import { deskWords } from './words';

interface PhotosProps {
  services: Services;
  most: number;
  value: readonly string[];
  onChange: (ids: readonly string[]) => void;
}

export function PhotosField({ services, most, value, onChange }: PhotosProps): JSX.Element {
  const w = deskWords.value;
  const [said, setSaid] = useState('');
  const add = async (input: HTMLInputElement): Promise<void> => {
    const files = [...(input.files ?? [])].slice(0, most - value.length);
    input.value = '';
    let ids = value;
    setSaid(w.photo_busy);
    try {
      for (const file of files) {
        // One after the other: a phone's connection is narrow, and each is shown as it is there.
        // oxlint-disable-next-line no-await-in-loop
        ids = [...ids, await services.photo(file)];
        onChange(ids);
      }
      setSaid('');
    } catch (error) {
      setSaid((error instanceof ServiceError && error.message) || w.photo_failed);
    }
  };
  return (
    <div class="photos">
      <ul>
        {value.map((id, i) => (
          <li key={id}>
            <span class="badge none">{w.photo_n(i + 1)}</span>
            <button type="button" class="plain small" aria-label={`${w.photo_n(i + 1)} ${w.remove}`} onClick={() => onChange(value.filter((each) => each !== id))}>{w.remove}</button>
          </li>
        ))}
      </ul>
      {value.length < most && (
        <label class="plain file">
          <input type="file" class="sr" accept="image/jpeg,image/png,image/webp" multiple onChange={(event) => void add(event.currentTarget)} />
          {w.add_photo}
        </label>
      )}
      <output>{said}</output>
    </div>
  );
}
