/** A language is one file beside this one; Korean is there at once. */
import { signal } from '@preact/signals';
import { type DeskWords, deskWords as ko } from './ko';

const FILES = import.meta.glob<DeskWords>(['./??.ts', './??-*.ts', '!./ko.ts'], { import: 'deskWords' });

export const deskWords = signal<DeskWords>(ko);

export async function speakDesk(language: string): Promise<void> {
  const load = FILES[`./${language}.ts`];
  deskWords.value = load ? await load() : ko;
}
