/** The words of the interface. Korean comes with the page; another language is fetched.
 *
 * A language is one file beside this one, named by its tag (`ja.ts`, `zh-tw.ts`), that exports
 * `words`. It needs to be named nowhere else.
 */
import { signal } from '@preact/signals';
import { GUIDE_NAME } from '../state/avatar-types';
import { words as ko } from './ko';

type Loose<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] extends (...args: infer A) => string ? (...args: A) => string : Loose<T[K]> };
/** Every language has exactly these keys: a missing one does not compile. */
export type Words = Loose<typeof ko>;

export const words = signal<Words>(ko);
export const language = signal<string>('ko');

const FILES = import.meta.glob<Words>(['./??.ts', './??-*.ts', '!./ko.ts'], { import: 'words' });
const LOADERS: Record<string, () => Promise<Words>> = {
  ko: () => Promise.resolve(ko),
  ...Object.fromEntries(Object.entries(FILES).map(([path, load]) => [path.slice(2, -3), load])),
};

const FROM_THE_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name as it is shown: guests have a number, and guides are guides, in every language. */
export function shownName(name: string): string {
  const number = /^Guest (\d+)$/.exec(name)?.[1];
  if (number) return words.value.guest_n(number);
  if (name === GUIDE_NAME) return words.value.guide;
  // A name written from the right must not turn the sentence around it.
  return FROM_THE_RIGHT.test(name) ? `\u2068${name}\u2069` : name || words.value.guest;
}

/** Tag and what the language calls itself. */
export const LANGUAGE_NAMES: [string, string][] = Object.keys(LOADERS).map(
  (tag) => [tag, new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag],
);

/** The first wanted language that there is; Korean otherwise. */
export function pickLanguage(chosen: string, wanted: readonly string[]): string {
  const tags = [chosen, ...wanted].map((tag) => tag.toLowerCase());
  const known = tags.flatMap((tag) => [tag, tag.split('-')[0]!]);
  return known.find((tag) => tag in LOADERS) ?? 'ko';
}

/** Speaks another language from now on; the old one stays where it cannot be fetched. */
export async function speak(tag: string): Promise<void> {
  const loaded = await (LOADERS[tag] ?? LOADERS['ko']!)();
  words.value = loaded;
  language.value = tag in LOADERS ? tag : 'ko';
}
