import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ActionError, Actions } from './actions';
import type { ClientMessage } from './messages';

let sent: ClientMessage[] = [];
let online = true;
const actions = (): Actions => new Actions((message) => { if (online) sent.push(message); return online; });

beforeEach(() => { vi.useFakeTimers(); sent = []; online = true; });
afterEach(() => void vi.useRealTimers());

const failure = (wish: Promise<unknown>): Promise<unknown> => wish.then(() => 'granted', (error: unknown) => error);

test('a wish is granted or refused by its ref', async () => {
  const a = actions();
  const [go, visit] = [a.go('museum', ''), failure(a.visit(9))];
  a.refused((sent[1] as { ref: number }).ref, 'blocked', 0);
  a.granted((sent[0] as { ref: number }).ref);
  await expect(go).resolves.toBeUndefined();
  expect(await visit).toMatchObject({ code: 'blocked' });
});

test('what cannot be sent fails at once, what is not answered after ten seconds', async () => {
  const a = actions();
  online = false;
  expect(await failure(a.go('', 'x'))).toMatchObject({ code: 'offline' });
  online = true;
  const wish = failure(a.go('', 'x'));
  vi.advanceTimersByTime(10_001);
  expect(await wish).toMatchObject({ code: 'no_answer' });
});

test('at most 64 wait', async () => {
  const a = actions();
  const first = Array.from({ length: 64 }, () => failure(a.go('', 'x')));
  expect(await failure(a.go('', 'x'))).toBeInstanceOf(ActionError);
  expect(sent).toHaveLength(64);
  vi.advanceTimersByTime(11_000);
  await Promise.all(first);
  void a.go('', 'x');
  expect(sent).toHaveLength(65);
});

test("a question to a person may take as long as the person's answer", async () => {
  const a = actions();
  const visit = failure(a.visit(9));
  vi.advanceTimersByTime(29_000);
  a.granted((sent[0] as { ref: number }).ref);
  expect(await visit).toBe('granted');
});

test('hearing oneself grants what one said first', async () => {
  const a = actions();
  const say = a.say(0, 'hello');
  a.heardMyself();
  await expect(say).resolves.toBeUndefined();
});

test('a whisper that comes back is known by whom it was meant for; a refused one is not', async () => {
  const a = new Actions(() => true);
  const refused = a.say(2, 'one', 4, 'Mina');
  void a.say(2, 'two', 5, 'Jun').catch(() => undefined);
  a.refused(1, 'blocked', 0);
  await expect(refused).rejects.toThrow('blocked');
  expect([a.heardWhisper(), a.heardWhisper()]).toEqual(['Jun', undefined]);
});
