import { expect, test } from 'vitest';
import { CHAT_MAX_LINES, type ChatLine, ChatLog } from './chat';

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
