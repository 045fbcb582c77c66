import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { words as en } from './en';
import { pickLanguage, shownName, speak, words } from './index';
import { words as ko } from './ko';

/** Every path to a text, with the number of arguments it takes. */
function shape(value: unknown, path = ''): string[] {
  if (typeof value === 'function') return [`${path}(${value.length})`];
  if (typeof value === 'string') return [path];
  return Object.entries(value as object).flatMap(([key, inner]) => shape(inner, `${path}.${key}`));
}

test('both languages say the same things', () => {
  expect(shape(en).sort()).toEqual(shape(ko).sort());
});

test('nothing is empty, and nothing English is left in the Korean', () => {
  const texts = JSON.stringify(ko, (_, value: unknown) => value);
  expect(texts).not.toContain('""');
  expect(texts.match(/[A-Za-z]{4,}/g)?.filter((word) => !['Shift', 'Enter'].includes(word)
    && !/^[a-z_]+$/.test(word)) ?? []).toEqual([]);
});

test('no particle is glued to a variable in Korean', () => {
  const source = readFileSync(new URL('./ko.ts', import.meta.url), 'utf8');
  // A variable followed at once by a particle that depends on its last sound.
  expect(source.match(/\}(은|는|이|가|을|를|과|와|으로|로)[\s`'’.,]/g)).toBeNull();
});

test('there is a sentence for every error and close code of the protocol', () => {
  const source = readFileSync(new URL('../net/messages.ts', import.meta.url), 'utf8');
  const errors = [.../export type ErrorCode =([^;]*);/.exec(source)![1]!.matchAll(/'([a-z_]+)'/g)].map((m) => m[1]!);
  const closes = [.../export const Close = \{([^}]*)\}/.exec(source)![1]!.matchAll(/: (\d{4}),/g)].map((m) => m[1]!);
  for (const words of [ko, en]) {
    expect(errors.filter((code) => !(code in words.errors))).toEqual([]);
    expect(closes.filter((code) => !(code in words.closes))).toEqual([]);
  }
});

test('the language is the chosen one, else the first of the browser that there is', async () => {
  expect(pickLanguage('en', ['ko-KR'])).toBe('en');
  expect(pickLanguage('', ['fr-FR', 'en-GB', 'ko'])).toBe('en');
  expect(pickLanguage('', ['fr'])).toBe('ko');
  await speak('en');
  expect([words.value.go, shownName('Guest 7'), shownName('Mina')]).toEqual(['Go', 'Guest 7', 'Mina']);
  await speak('ko');
  expect(shownName('Guest 7')).toBe('손님 7');
});
