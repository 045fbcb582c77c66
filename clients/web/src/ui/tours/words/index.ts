/** A language is one file beside this one; Korean is there at once. */
import { signal } from '@preact/signals';
import { type TourWords, tourWords as ko } from './ko';

const FILES = import.meta.glob<TourWords>(['./??.ts', './??-*.ts', '!./ko.ts'], { import: 'tourWords' });

export type { TourWords };
export const tourWords = signal<TourWords>(ko);

export async function speakTours(language: string): Promise<void> {
  const load = FILES[`./${language}.ts`];
  tourWords.value = load ? await load() : ko;
}
