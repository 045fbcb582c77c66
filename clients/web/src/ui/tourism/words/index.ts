/** A language is one file beside this one; Korean is there at once. */
import { signal } from '@preact/signals';
import { type TourismWords, tourismWords as ko } from './ko';

const FILES = import.meta.glob<TourismWords>(['./??.ts', './??-*.ts', '!./ko.ts'], { import: 'tourismWords' });

export const tourismWords = signal<TourismWords>(ko);

export async function speakTourism(language: string): Promise<void> {
  const load = FILES[`./${language}.ts`];
  tourismWords.value = load ? await load() : ko;
}
