import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Seeker } from './seeker';

const send = vi.fn<(at_ms: number) => Promise<void>>();
let seeker: Seeker;

beforeEach(() => {
  vi.useFakeTimers();
  send.mockReset().mockResolvedValue(undefined);
  seeker = new Seeker(send);
});
afterEach(() => vi.useRealTimers());

test('a held key is told at once and then four times a second, the last wish at the end', () => {
  for (let k = 1; k <= 30; k++) {
    seeker.to(k * 5000);
    vi.advanceTimersByTime(33);
  }
  vi.advanceTimersByTime(250);
  const told = send.mock.calls.map(([at_ms]) => at_ms);
  expect(told[0]).toBe(5000);
  expect(told.at(-1)).toBe(150_000);
  expect(told.length).toBeLessThanOrEqual(6);
});

test('the wish is shown until the server is there', () => {
  seeker.to(40_000);
  seeker.heard(10_000);
  expect(seeker.wanted.value).toBe(40_000);
  seeker.heard(40_100);
  expect(seeker.wanted.value).toBeUndefined();
});

test('an answer to an older wish does not end the newer one', () => {
  seeker.to(40_000);
  seeker.to(45_000);
  seeker.heard(44_000);
  expect(seeker.wanted.value).toBe(45_000);
});

test('a wish that nobody follows is given up, one that is refused at once', async () => {
  seeker.to(40_000);
  vi.advanceTimersByTime(3000);
  expect(seeker.wanted.value).toBeUndefined();
  send.mockRejectedValueOnce(new Error('no'));
  seeker.to(50_000);
  await vi.advanceTimersByTimeAsync(0);
  expect(seeker.wanted.value).toBeUndefined();
});
