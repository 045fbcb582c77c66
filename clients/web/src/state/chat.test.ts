import { expect, test } from 'vitest';
import { CHAT_MAX_LINES, type ChatLine, ChatLog, textOf } from './chat';
import type { WorldTexts } from './world-types';

const line = (seq: number, text = `line ${seq}`, mine = false): Omit<ChatLine, 'key'> => ({
  kind: 'said', world: 'seoul-plaza', seq, channel: 0, avatar: 1, name: 'A', text, time_ms: seq, official: false, mine,
});

test('lines stand in the order of their numbers, each once', () => {
  const chat = new ChatLog();
  for (const seq of [1, 2, 5, 3, 5, 4]) chat.add(line(seq));
  expect(chat.lines.value.map((l) => l.seq)).toEqual([1, 2, 3, 4, 5]);
  expect(chat.lastSeq('seoul-plaza')).toBe(5);
});

test('only the last 300 are kept', () => {
  const chat = new ChatLog();
  for (let seq = 1; seq <= CHAT_MAX_LINES + 50; seq++) chat.add(line(seq));
  expect(chat.lines.value).toHaveLength(CHAT_MAX_LINES);
  expect(chat.lines.value[0]!.seq).toBe(51);
});

test("what is unread counts others' words only", () => {
  const chat = new ChatLog();
  chat.add(line(1));
  chat.add(line(2, 'mine', true));
  chat.missed('seoul-plaza', 3, 0);
  expect(chat.unread.value).toBe(1);
});

test('numbers of another world do not mix in', () => {
  const chat = new ChatLog();
  chat.add(line(90));
  chat.add({ ...line(2), world: 'museum' });
  expect(chat.lines.value.map((l) => l.seq)).toEqual([90, 2]);
  expect(chat.lastSeq('museum')).toBe(2);
});

const texts = {
  signs: { gate: 'Gate' }, tours: { walls: { title: 'Walls', about: 'Old ones.', hello: 'Hello', stops: ['Here', 'There'], farewell: 'Bye' } },
} as unknown as WorldTexts;

test('a key stands for a text of the world; an unknown one for nothing', () => {
  expect(['tours.walls.hello', 'tours.walls.stops.1', 'signs.gate'].map((key) => textOf(texts, key))).toEqual(['Hello', 'There', 'Gate']);
  for (const key of ['', 'tours', 'tours.walls.stops', 'tours.walls.stops.2', 'tours.walls.stops.length', 'constructor.name', 'tours.gone.hello', 'signs.gate.0']) {
    expect(textOf(texts, key)).toBe('');
  }
});

test('what a guide tells is said again in another language, in its own world only', () => {
  const chat = new ChatLog();
  chat.add({ ...line(1, ''), told: 'tours.walls.hello' });
  chat.add({ ...line(1, 'Other hello'), world: 'museum', told: 'tours.walls.hello' });
  chat.add(line(2, 'said'));
  chat.retell('seoul-plaza', texts);
  expect(chat.lines.value.map(({ text }) => text)).toEqual(['Hello', 'Other hello', 'said']);
});
