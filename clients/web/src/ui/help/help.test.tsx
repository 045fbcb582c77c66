// @vitest-environment happy-dom
import { type JSX, render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { speak } from '../../i18n';
import { ServiceError } from '../../net/asking';
import type { Answer, Line, Standing, TalkShown } from '../../net/help';
import { createCity, type CityState } from '../../state/city';
import { createSettings } from '../../state/settings';
import { createScreen, type ScreenState, type Ui, UiContext } from '../context';
import { AnswerView } from './AnswerView';
import { AskView } from './AskView';
import { AtHand } from './atHand';
import { LeaveView } from './LeaveView';
import { PersonView } from './PersonView';
import { TalkView } from './TalkView';
import { speakHelp } from './words';

const standing: Standing = { department: 'desk', department_title: '120 desk', on_duty: 0, waiting: 2, wait_s: null, answer_by: '2026-12-01', typical_answer_s: null };
const line = (seq: number, side: Line['side'], words: string, name = ''): Line => ({ seq, time: '2026-11-23T10:05:00+09:00', side, name, words, title: '', source: '' });
const told = (change: Partial<TalkShown> = {}): TalkShown => ({
  number: 'H-2026-000001', state: 'waiting', department: 'desk', department_title: '120 desk', place: 3, wait_s: null, on_duty: 0,
  official: '', typing: false, away: false, lines: [line(1, 'visitor', 'a question')], next: 1, version: 1, answer_by: '2026-12-01',
  complaint: '', complaint_code: '', stars: null, until: '2026-12-23', ...change,
});

let city: CityState;
let screen: ScreenState;
let hand: AtHand;
let root: HTMLElement;
let look: (told: TalkShown) => void;

beforeEach(async () => {
  await speak('en');
  await speakHelp('en');
  sessionStorage.clear();
  city = createCity(createSettings(undefined, {
    language: '', textSize: 0, motion: 'auto', quality: 'auto', tier: 0, view: '2d', visit: 0, bubble: true, name: '', look: [1, 1, 0, 0, 0, 0, 1],
  }));
  screen = createScreen();
  hand = new AtHand({ city, screen }, sessionStorage);
  vi.spyOn(hand.help, 'look').mockImplementation(() => new Promise((tell) => { look = tell; }));
  document.body.innerHTML = '<div id="root"></div>';
  root = document.getElementById('root')!;
});
afterEach(() => {
  hand.putAway();
  void act(() => render(null, root));
});

const show = (view: JSX.Element): void => void act(() => {
  render(<UiContext.Provider value={{ city, screen } as unknown as Ui}>{view}</UiContext.Provider>, root);
});
const button = (name: string): HTMLButtonElement => [...root.querySelectorAll('button')].find((each) => each.textContent.includes(name))!;
const settle = async (): Promise<void> => act(async () => { await new Promise((done) => setTimeout(done)); });
const begin = async (talk: TalkShown): Promise<void> => {
  vi.spyOn(hand.help, 'begin').mockResolvedValue({ talk, code: 'c' });
  await hand.begin({ question: 'a question', department: 'desk', asked: [], name: '' }, 'k', () => undefined, new AbortController().signal);
};

describe('an answer', () => {
  const hit = { entry: 'e', title: 'Moving out', words: '1. Read the meter.\n2. Call\nthe waterworks.\n\nThat is <b>all</b>.', source: 'https://example.org/', source_title: 'The waterworks', as_of: '2026-11-22', stale: false, department: 'water' };
  const answer: Answer = { question: 'how?', known: true, hits: [hit, { ...hit, entry: 'f', title: 'Bills', source: '', stale: true }] };

  it('is quoted with entry, source and the day it was checked', () => {
    show(<AnswerView answer={answer} />);
    expect([...root.querySelectorAll('article li')].map((each) => each.textContent)).toEqual(['Read the meter.', 'Call the waterworks.']);
    expect(root.querySelector('article blockquote b')).toBeNull();
    expect(root.querySelector('article a')!.getAttribute('href')).toBe('https://example.org/');
    expect(root.querySelector('article')!.textContent).toContain('November 22, 2026');
    expect(root.querySelector('details')!.textContent).toMatch(/no address given.*more than a year ago/);
    expect(document.activeElement!.textContent).toContain('how?');
  });

  it('that is not known says so, and quotes nothing', () => {
    show(<AnswerView answer={{ ...answer, known: false }} />);
    expect(root.textContent).toContain('I do not know.');
    expect(root.querySelector('blockquote')).toBeNull();
  });

  it('is asked for with words in the field, and the server’s sentence where it refuses', async () => {
    const onAnswer = vi.fn<(answer: Answer) => void>();
    const ask = vi.spyOn(hand.help, 'answer').mockRejectedValue(new ServiceError('limited', 'Too many requests.'));
    show(<AskView help={hand.help} department="desk" label="What?" draft={hand.question} isFirst onAnswer={onAnswer} />);
    const field = root.querySelector('textarea')!;
    const submit = async (): Promise<void> => { root.querySelector('form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })); await settle(); };
    await submit();
    expect(ask).not.toHaveBeenCalled();
    expect(root.querySelector('.error')!.textContent).toContain('Please write');
    void act(() => { field.value = ' how? '; field.dispatchEvent(new Event('input', { bubbles: true })); });
    await submit();
    expect(ask).toHaveBeenCalledWith('how?', 'desk');
    expect([root.querySelector('.error')!.textContent, field.value, document.activeElement]).toEqual(['Too many requests.', ' how? ', field]);
  });
});

describe('the way to a person', () => {
  it('says that nobody is there, and offers to leave it in writing first', () => {
    const onLeave = vi.fn<() => void>();
    show(<PersonView standing={standing} desks={[]} onDesk={() => undefined} name="" onName={() => undefined} onTalk={() => Promise.resolve()} onLeave={onLeave} />);
    expect(root.textContent).toContain('an answer by December 1, 2026');
    expect(root.querySelector('.main')!.textContent).toBe('Leave it in writing');
    button('Leave it').click();
    expect(onLeave).toHaveBeenCalled();
  });

  it('leads to whose entry answered, where one wants that', () => {
    const onDesk = vi.fn<(department: string) => void>();
    const water = { ...standing, department: 'water', department_title: 'Waterworks' };
    show(<PersonView standing={standing} desks={[standing, water]} onDesk={onDesk} name="" onName={() => undefined} onTalk={() => Promise.resolve()} onLeave={() => undefined} />);
    const [own, other] = [...root.querySelectorAll<HTMLInputElement>('input[type=radio]')];
    expect([own!.checked, other!.checked]).toEqual([true, false]);
    void act(() => other!.click());
    expect(onDesk).toHaveBeenCalledWith('water');
  });

  it('says an unknown wait as unknown, and what was refused', async () => {
    const full = new ServiceError('crowded', 'Too many are waiting right now.');
    show(<PersonView standing={{ ...standing, on_duty: 2 }} desks={[]} onDesk={() => undefined} name="" onName={() => undefined} onTalk={() => Promise.reject(full)} onLeave={() => undefined} />);
    expect(root.textContent).toContain('Expected wait not known yet');
    expect(root.querySelector('.main')!.textContent).toBe('Talk to an official');
    button('Talk to').click();
    await settle();
    expect(root.querySelector('output')!.textContent).toBe('Too many are waiting right now.');
    expect(root.querySelector('a')!.getAttribute('href')).toContain('/s/complaints');
  });
});

describe('a talk on the screen', () => {
  const view = (): void => show(<TalkView hand={hand} talk={hand.talk.value!} outbox={hand.outbox.value!} onLeave={() => undefined} />);

  it('says place and that nobody is on duty', async () => {
    await begin(told());
    view();
    expect(root.querySelector('.help-state')!.textContent).toMatch(/number 3 in the queue.*Nobody is on duty/);
    expect(document.activeElement!.textContent).toContain('120 desk');
  });

  it('shows the official with the badge, that they write, and a complaint as a receipt', async () => {
    await begin(told({ state: 'open', official: 'Hana', typing: true, complaint: '2026-000007', lines: [
      line(1, 'official', 'hello', 'Hana'), line(2, 'city', 'This is now a request. Number: 2026-000007, code: AB-CD.'),
    ] }));
    view();
    expect(root.querySelector('.help-state')!.textContent).toMatch(/Hana.*verified official/);
    expect(root.querySelector('.help-typing')!.textContent).toContain('is writing');
    expect(root.querySelector('.filed')!.textContent).toContain('2026-000007, code: AB-CD');
  });

  it('that is over can be rated, once', async () => {
    await begin(told({ state: 'ended' }));
    const rate = vi.spyOn(hand.help, 'rate').mockResolvedValue(told({ state: 'ended', stars: 5, version: 2 }));
    view();
    expect(root.querySelector('textarea')).toBeNull();
    void act(() => root.querySelector<HTMLInputElement>('input[type=radio]')!.click());
    root.querySelector('.help-rate')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    await settle();
    expect(rate.mock.calls[0]![1]).toBe(5);
    expect(root.textContent).toContain('You gave 5 of 5.');
    expect(root.querySelector('.help-rate')).toBeNull();
  });
});

it('what is left in writing is refused at its fields', async () => {
  const wrong = new ServiceError('invalid', 'Correct the marked fields.', { age_14: 'Only people of 14 and older.' });
  show(<LeaveView answerBy="2026-12-01" draft={hand.writing} onSend={() => Promise.reject(wrong)} onBack={() => undefined} />);
  expect(root.querySelector('#leave-age_14')).toBeNull();
  const email = root.querySelector<HTMLInputElement>('#leave-email')!;
  void act(() => { email.value = 'a@example.org'; email.dispatchEvent(new Event('input', { bubbles: true })); });
  root.querySelector('form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await settle();
  expect(root.querySelector('#leave-age_14-error')!.textContent).toBe('Only people of 14 and older.');
  expect(document.activeElement!.className).toBe('wrong');
});

describe('while one walks about', () => {
  it('an answer is a note and is counted, until the talk is on the screen again', async () => {
    await begin(told({ state: 'open' }));
    expect(sessionStorage.getItem('city.talk')).toBe('H-2026-000001');
    look(told({ state: 'open', next: 2, version: 2, lines: [line(2, 'official', 'are you there?', 'Hana')] }));
    await settle();
    expect(city.notes.value.map((each) => each.words)).toEqual(['Hana: are you there?']);
    const Back = screen.back.value!;
    show(<Back />);
    expect(root.textContent).toMatch(/Your talk goes on1/);
    button('Your talk').click();
    expect(screen.dialog.value).toMatchObject({ kind: 'service', service: 'help' });
    let gone = (): void => undefined;
    void act(() => { gone = hand.watch(); });
    expect([root.textContent, hand.unread.value, city.notes.value]).toEqual(['', 0, []]);
    void act(gone);
    expect(root.textContent).toContain('Your talk goes on');
  });

  it('a report that comes of it is followed like any other', async () => {
    await begin(told({ state: 'open' }));
    await settle();
    expect(sessionStorage.getItem('city.receipts')).toBeNull();
    await act(async () => { look(told({ state: 'open', version: 2, complaint: '2026-000007', complaint_code: 'AB-CD' })); });
    await vi.waitFor(() => expect(sessionStorage.getItem('city.receipts')).toContain('"number":"2026-000007","code":"AB-CD"'));
  });

  it('who has a talk already comes back to it', async () => {
    vi.spyOn(hand.help, 'begin').mockRejectedValue(new ServiceError('talking', 'You have a talk already'));
    vi.spyOn(hand.help, 'current').mockResolvedValue({ talk: told(), code: 'c' });
    await hand.begin({ question: 'q', department: 'desk', asked: [], name: '' }, 'k', () => undefined, new AbortController().signal);
    expect(hand.talk.value!.ticket).toEqual({ number: 'H-2026-000001', code: 'c' });
  });

  it('a talk that is over is found again only in its own tab', async () => {
    vi.spyOn(hand.help, 'current').mockResolvedValue({ talk: told({ state: 'ended' }), code: 'c' });
    await hand.find();
    expect(hand.talk.value).toBeUndefined();
    sessionStorage.setItem('city.talk', 'H-2026-000001');
    await hand.find();
    expect(hand.talk.value!.isOver).toBe(true);
    hand.putAway();
    expect([hand.talk.value, sessionStorage.getItem('city.talk')]).toEqual([undefined, null]);
  });
});

