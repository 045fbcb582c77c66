/** A language is one file beside this one; Korean is there at once. */
import { signal } from '@preact/signals';
import { type HelpWords, helpWords as ko } from './ko';

const FILES = import.meta.glob<HelpWords>(['./??.ts', './??-*.ts', '!./ko.ts'], { import: 'helpWords' });

export const helpWords = signal<HelpWords>(ko);

export async function speakHelp(language: string): Promise<void> {
  const load = FILES[`./${language}.ts`];
  helpWords.value = load ? await load() : ko;
}
