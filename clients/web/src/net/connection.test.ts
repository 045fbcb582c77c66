import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { afterClose } from './closing';
import { Connection, type Wire } from './connection';
import { Close } from './messages';

class FakeWire implements Wire {
  binaryType = '';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  sent: string[] = [];
  closed: number | undefined;
  send(data: Uint8Array): void { this.sent.push(new TextDecoder().decode(data)); }
  close(code = 1005): void { this.closed = code; }
  says(): void { this.onmessage?.({ data: new ArrayBuffer(1) }); }
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** A connection, the sockets it opened, and what it told. */
function begin(random = () => 0.5) {
  const wires: FakeWire[] = [];
  const told: string[] = [];
  const connection = new Connection({
    open: () => { const wire = new FakeWire(); wires.push(wire); return wire; },
    handlers: {
      hello: () => bytes('hello'), ping: () => bytes('ping'), message: () => undefined,
      lost: (code) => told.push(`lost ${code}`), recovered: () => told.push('recovered'),
      stopped: (code) => told.push(`stopped ${code}`), reload: () => told.push('reload'),
    },
    now: () => Date.now(), random,
  });
  connection.start();
  return { connection, wires, told, last: () => wires.at(-1)! };
}

/** The same, already talking. */
function talking(random?: () => number) {
  const all = begin(random);
  all.last().onopen!();
  all.last().says();
  return all;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('close codes', () => {
  test.each([1000, 1001, 1006, Close.GOING_AWAY, Close.HELLO_TIMEOUT, Close.ACCOUNT, Close.TOO_FREQUENT, Close.OVERFLOW, Close.FULL])('%i: comes back by itself', (code) => {
    expect(afterClose(code)).toBe('retry');
  });
  test.each([Close.MALFORMED, Close.NOT_HELLO, Close.ORIGIN, Close.REPLACED, Close.REMOVED, Close.BANNED, Close.TOO_LARGE])('%i: stays away', (code) => {
    const { last, told, wires } = talking();
    last().onclose!({ code });
    vi.advanceTimersByTime(120_000);
    expect(told).toEqual([`stopped ${code}`]);
    expect(wires).toHaveLength(1);
  });
  test('another version: loads the page again, once', () => {
    const { last, told, wires } = talking();
    last().onclose!({ code: Close.VERSION });
    vi.advanceTimersByTime(60_000);
    expect([told, wires.length]).toEqual([['reload'], 1]);
  });
});

describe('a server that refuses', () => {
  test('is tried with growing, random pauses that never exceed 15 s', () => {
    const { last, wires } = talking(() => 0.999);
    last().onclose!({ code: 1006 });
    const pauses: number[] = [];
    for (let k = 0; k < 9; k++) {
      const from = Date.now();
      const n = wires.length;
      while (wires.length === n) vi.advanceTimersByTime(50);
      pauses.push(Date.now() - from);
      last().onclose!({ code: 1006 });
    }
    expect(pauses[0]).toBeLessThanOrEqual(800);
    expect(pauses[3]).toBeGreaterThan(3000);
    expect(Math.max(...pauses)).toBeLessThan(15_500);
  });
  test('a drain says when to come back', () => {
    const { connection, last, wires } = talking(() => 0);
    connection.returnAfter(3000);
    last().onclose!({ code: Close.GOING_AWAY });
    vi.advanceTimersByTime(2500);
    expect(wires).toHaveLength(1);
    vi.advanceTimersByTime(800);
    expect(wires).toHaveLength(2);
  });
});

describe('a tunnel', () => {
  test('silence is asked about, and doubted two seconds later; tries follow each half second', () => {
    const { wires, told } = talking();
    vi.advanceTimersByTime(2800);
    expect(wires[0]!.sent).toEqual(['hello', 'ping']);
    vi.advanceTimersByTime(2300);
    expect(told).toEqual(['lost 0']);
    const before = wires.length;
    vi.advanceTimersByTime(3000);
    expect(wires.length - before).toBeGreaterThanOrEqual(4);
    const hanging = wires.slice(1).filter((wire) => wire.closed === undefined);
    expect(hanging.length).toBeLessThanOrEqual(3);
  });

  test('its end is noticed within a second, by one socket that says hello', () => {
    const { wires, last } = talking();
    vi.advanceTimersByTime(10_000);
    const n = wires.length;
    while (wires.length === n) vi.advanceTimersByTime(50);
    const winner = last();
    winner.onopen!();
    winner.says();
    expect(winner.sent[0]).toBe('hello');
    expect(wires.filter((wire) => wire.sent.includes('hello'))).toHaveLength(2); // the first and this one
    expect(wires.filter((wire) => wire !== winner).every((wire) => wire.closed !== undefined)).toBe(true);
    vi.advanceTimersByTime(2000);
    expect(last()).toBe(winner);
  });

  test('a hiccup is forgiven: the old socket speaks again', () => {
    const { wires, told, connection } = talking();
    vi.advanceTimersByTime(5500);
    expect(connection.send(bytes('x'))).toBe(false);
    wires[0]!.says();
    expect(told).toEqual(['lost 0', 'recovered']);
    expect(connection.send(bytes('x'))).toBe(true);
    expect(wires.slice(1).every((wire) => wire.closed !== undefined)).toBe(true);
  });

  test('a hello that is swallowed is repeated on another socket', () => {
    const { wires, last } = begin();
    last().onopen!();
    vi.advanceTimersByTime(4500);
    expect(wires.length).toBeGreaterThan(1);
    last().onopen!();
    expect(last().sent).toEqual(['hello']);
  });

  test('twelve seconds of silence are death whatever else', () => {
    const { wires } = talking();
    vi.advanceTimersByTime(12_600);
    expect(wires[0]!.closed).toBe(4000);
  });
});

describe('waking', () => {
  test('a wait is cut short', () => {
    const { connection, last, wires } = talking(() => 0.999);
    for (let k = 0; k < 6; k++) {
      last().onclose!({ code: 1006 });
      connection.wake();
    }
    expect(wires).toHaveLength(7);
  });

  test('after a long sleep an unanswered ping is enough in well under a second', () => {
    const { connection, wires, last } = talking();
    vi.setSystemTime(Date.now() + 60_000);
    connection.wake();
    expect(wires[0]!.sent.at(-1)).toBe('ping');
    vi.advanceTimersByTime(800);
    expect(wires.length).toBeGreaterThan(1);
    last().onopen!();
    expect(last().sent).toEqual(['hello']);
  });

  test('the watch sees by itself that the machine slept', () => {
    const { wires } = talking();
    vi.setSystemTime(Date.now() + 8000);
    vi.advanceTimersByTime(1000);
    expect(wires.length).toBeGreaterThan(1);
  });

  test('after a stop nothing wakes it but a start', () => {
    const { connection, wires, last } = talking();
    last().onclose!({ code: Close.REPLACED });
    connection.wake();
    vi.advanceTimersByTime(5000);
    expect(wires).toHaveLength(1);
    connection.start();
    expect(wires).toHaveLength(2);
  });
});
