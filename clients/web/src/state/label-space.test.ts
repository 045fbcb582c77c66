import { expect, test } from 'vitest';
import { LabelSpace, labelWidth } from './label-space';

test('a label does not lie over one that came before it', () => {
  const space = new LabelSpace(8);
  expect(space.take(100, 100, 60)).toBe(true);
  expect(space.take(140, 110, 60)).toBe(false);
  expect(space.take(140, 125, 60)).toBe(true);
  expect(space.take(170, 100, 60)).toBe(true);
  space.clear();
  expect(space.take(140, 110, 60)).toBe(true);
});

test('a full space takes no more', () => {
  const space = new LabelSpace(1);
  expect([space.take(0, 0, 10), space.take(500, 500, 10)]).toEqual([true, false]);
});

test('Korean letters are wider than Latin ones, and long names are cut', () => {
  expect(labelWidth('서연')).toBeGreaterThan(labelWidth('Su'));
  expect(labelWidth('x'.repeat(100))).toBe(182);
});

test('lower labels find room closer to each other', () => {
  const space = new LabelSpace(8, 10);
  expect([space.take(0, 0, 50), space.take(0, 8, 50), space.take(0, 12, 50)]).toEqual([true, false, true]);
});
