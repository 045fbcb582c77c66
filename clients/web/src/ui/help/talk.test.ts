import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServiceError } from '../../net/asking';
import { Backoff } from '../../net/backoff';
import type { Line, TalkShown } from '../../net/help';
import { Outbox } from './outbox';
import { type Helping, Talk } from './talk';

const TICKET = { number: 'H-2026-000001', code: 'secret' };
const unheard = (): ServiceError => new ServiceError('unheard', '', {}, true);
const line = (seq: number, side: Line['side'], words: string): Line => ({ seq, time: '2026-11-23T10:00:00+09:00', side, name: '', words, title: '', source: '' });
const shown = (lines: Line[], change: Partial<TalkShown> = {}): TalkShown => ({
  number: TICKET.number, state: 'waiting', department: 'desk', department_title: '120 desk', place: 1, wait_s: null, on_duty: 1,
  official: '', typing: false, away: false, lines, next: Math.max(0, ...lines.map(({ seq }) => seq)), version: 1, answer_by: '',
  complaint: '', complaint_code: '', stars: null, until: '2026-12-23', ...change,
});

/** A server whose looks are answered by hand. */
class Server implements Helping {
  looks: { after: number; version: number; wait_s: number; tell: (told: TalkShown) => void; fail: (error: unknown) => void }[] = [];
  says: { words: string; key: string; after: number }[] = [];
  say = vi.fn<Helping['say']>((_, said) => {
    this.says.push(said);
    return Promise.resolve(shown([line(5, 'visitor', said.words)], { version: 5 }));
  });
  typing = vi.fn<Helping['typing']>(() => Promise.resolve(shown([], { version: 1 })));
  end = vi.fn<Helping['end']>(() => Promise.resolve(shown([line(9, 'city', 'over')], { state: 'ended', version: 9 })));
  rate = vi.fn<Helping['rate']>((_, stars) => Promise.resolve(shown([], { state: 'ended', version: 10, stars })));
  leave = vi.fn<Helping['leave']>(() => Promise.reject(new ServiceError('invalid', '', { email: 'wrong' })));
  transcript = vi.fn<Helping['transcript']>(() => Promise.resolve('all of it'));
  look: Helping['look'] = (_, seen, signal) => new Promise((tell, fail) => {
    this.looks.push({ ...seen, tell, fail });
    signal?.addEventListener('abort', () => fail(unheard()));
  });
}

let server: Server;
let heard: string[];
let talk: Talk;
const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const words = (): string[] => talk.lines.value.map((each) => each.words);
const begin = (told = shown([line(1, 'visitor', 'a question'), line(2, 'city', 'asked')])): void => {
  talk = new Talk(TICKET, told, server, (lines) => heard.push(...lines.map((each) => each.words)), new Backoff(() => 0.5));
  void talk.follow();
};

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  heard = [];
});
afterEach(() => {
  talk.close();
  vi.useRealTimers();
});

describe('a talk', () => {
  it('asks on from what it knows, and tells of each later line once', async () => {
    begin();
    expect(server.looks[0]).toMatchObject({ after: 2, version: 1, wait_s: 25 });
    await settle(1000);
    server.looks[0]!.tell(shown([line(3, 'city', 'taken'), line(4, 'official', 'hello')], { state: 'open', version: 2 }));
    await settle();
    expect(server.looks[1]).toMatchObject({ after: 4, version: 2 });
    expect(words()).toEqual(['a question', 'asked', 'taken', 'hello']);
    expect(heard).toEqual(['taken', 'hello']);
  });

  it('is not set back by an answer that comes late', async () => {
    begin();
    talk.take(shown([line(3, 'official', 'new')], { state: 'open', version: 3 }));
    server.looks[0]!.tell(shown([line(3, 'official', 'new')], { version: 2, next: 3 }));
    await settle();
    expect([talk.shown.value.state, talk.after, words().length]).toEqual(['open', 3, 3]);
    expect(heard).toEqual(['new']);
  });

  it('tries again after a drop, says so from the second time on, and knows when it is back', async () => {
    begin();
    server.looks[0]!.fail(unheard());
    await settle(600);
    expect(talk.lost.value).toBe(false);
    expect(server.looks[1]!.wait_s, 'is it there at all').toBe(0);
    server.looks[1]!.fail(new ServiceError('http_500', ''));
    await settle();
    expect(talk.lost.value).toBe(true);
    await settle(900);
    server.looks[2]!.tell(shown([line(3, 'official', 'still here')], { version: 2 }));
    await settle();
    expect([talk.lost.value, words().at(-1)]).toEqual([false, 'still here']);
  });

  it('does not storm a server that answers at once because it ends', async () => {
    begin();
    server.looks[0]!.tell(shown([], { next: 2 }));
    await settle(250);
    expect(server.looks.length).toBe(1);
    await settle(100);
    expect(server.looks.length).toBe(2);
  });

  it('is gone where the server does not know it any more', async () => {
    begin();
    server.looks[0]!.fail(new ServiceError('talk', 'There is no such talk'));
    await settle();
    expect([talk.gone.value, talk.isOver]).toEqual([true, true]);
    await settle(60_000);
    expect(server.looks.length).toBe(1);
  });

  it('asks no more when it is over, and can be rated', async () => {
    begin();
    await talk.end();
    server.looks[0]!.tell(shown([line(9, 'city', 'over')], { state: 'ended', version: 9 }));
    await settle(60_000);
    expect([server.looks.length, talk.isOver]).toEqual([1, true]);
    await talk.rate(4);
    expect(talk.shown.value.stars).toBe(4);
  });

  it('is fetched anew in another language, without telling its lines again', async () => {
    begin();
    talk.relook();
    await settle();
    expect(server.looks[1]).toMatchObject({ after: 0, version: 1 });
    server.looks[1]!.tell(shown([line(1, 'visitor', 'a question'), line(2, 'city', '요청했습니다')]));
    await settle(300);
    expect(words()).toEqual(['a question', '요청했습니다']);
    expect(heard).toEqual([]);
    expect(server.looks[2]).toMatchObject({ after: 2 });
  });
});

describe('what one writes', () => {
  const kept = new Map<string, string>();
  const store = { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => void kept.set(k, v), removeItem: (k: string) => void kept.delete(k) };
  const write = (outbox: Outbox, text: string): void => { outbox.write(text); outbox.say(); };

  beforeEach(() => kept.clear());

  it('is sent with the same key until it is heard', async () => {
    begin();
    server.say.mockRejectedValueOnce(unheard()).mockRejectedValueOnce(unheard());
    const outbox = new Outbox(talk, store);
    write(outbox, 'thank you');
    await settle();
    expect([outbox.draft.value, outbox.pending.value.length, talk.lost.value]).toEqual(['', 1, true]);
    await settle(5000);
    const keys = server.say.mock.calls.map(([, said]) => said.key);
    expect(keys.length).toBe(3);
    expect(new Set(keys).size).toBe(1);
    expect([outbox.pending.value.length, words().at(-1), talk.lost.value]).toEqual([0, 'thank you', false]);
  });

  it('goes off as soon as the talk is heard again', async () => {
    begin();
    server.say.mockRejectedValueOnce(unheard()).mockRejectedValueOnce(unheard()).mockRejectedValueOnce(unheard());
    write(new Outbox(talk, store), 'thank you');
    await settle(3500);
    expect(server.say).toHaveBeenCalledTimes(3);
    server.looks[0]!.tell(shown([line(3, 'official', 'back')], { version: 2 }));
    await settle();
    expect(server.say).toHaveBeenCalledTimes(4);
    expect(words()).toEqual(['a question', 'asked', 'back', 'thank you']);
  });

  it('survives a reload with its key, and so does what was being typed', async () => {
    begin();
    server.say.mockReturnValue(new Promise(() => undefined));
    const before = new Outbox(talk, store);
    write(before, 'on its way');
    before.write('half a sen');
    await settle();
    server.say.mockClear();
    const after = new Outbox(talk, store);
    await settle();
    expect(after.draft.value).toBe('half a sen');
    expect(server.say.mock.calls[0]![1]).toMatchObject({ words: 'on its way', key: before.pending.value[0]!.key });
    after.forget();
    expect(new Outbox(talk, store).draft.value).toBe('');
  });

  it('is not shown twice where only the answer was lost', () => {
    begin();
    server.say.mockReturnValue(new Promise(() => undefined));
    const outbox = new Outbox(talk, undefined);
    write(outbox, 'thank you');
    expect(outbox.pending.value.length).toBe(1);
    talk.take(shown([line(3, 'visitor', 'thank you')], { version: 2 }));
    expect(outbox.pending.value).toEqual([]);
  });

  it('comes back into the field where it was refused, with what was to follow', async () => {
    begin();
    server.say.mockRejectedValueOnce(new ServiceError('limited', 'Too many requests. Try again in 2 seconds.'));
    const outbox = new Outbox(talk, store);
    write(outbox, 'one');
    write(outbox, 'two');
    await settle();
    expect([outbox.draft.value, outbox.refused.value, outbox.pending.value.length]).toEqual(['one\ntwo', 'Too many requests. Try again in 2 seconds.', 0]);
    outbox.write('one');
    expect(outbox.refused.value).toBeUndefined();
  });

  it('goes off in the order it was written', async () => {
    begin();
    const outbox = new Outbox(talk, store);
    write(outbox, 'first');
    write(outbox, 'second');
    await settle();
    expect(server.says.map((each) => each.words)).toEqual(['first', 'second']);
  });

  it('tells that one is typing at most every three seconds, and nothing of an empty field', async () => {
    begin();
    const outbox = new Outbox(talk, store);
    outbox.write(' ');
    expect(server.typing).not.toHaveBeenCalled();
    for (const text of ['h', 'he', 'hel']) outbox.write(text);
    expect(server.typing).toHaveBeenCalledTimes(1);
    await settle(3000);
    outbox.write('hell');
    expect(server.typing).toHaveBeenCalledTimes(2);
  });
});
