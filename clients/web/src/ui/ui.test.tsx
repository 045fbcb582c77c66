// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import type { JSX } from 'preact';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { speak } from '../i18n';
import { words as ko } from '../i18n/ko';
import { ActionError, type Actions } from '../net/actions';
import { createCity, enter, note, setCards, showWorld, type CityState, type LoadedWorld, type WorldCard } from '../state/city';
import { CellGrid } from '../state/ground';
import { createSettings } from '../state/settings';
import { openRaster } from '../state/testing';
import type { World } from '../state/world-types';
import { Announcer } from './Announcer';
import { Chat } from './Chat';
import { createScreen, type Commands, type ScreenState, UiContext } from './context';
import { PersonDialog } from './PersonDialog';
import { People } from './People';
import { Places } from './Places';
import { Notes, Status } from './Status';

const raster = openRaster(20);
const world = {
  id: 'hall', cell_m: 8, start: 'door', levels: [{ id: 'ground', bounds: [0, 0, 20, 20], ceiling_m: null, floor: 'stone' }],
  places: [{ id: 'door', level: 'ground', at: [5, 5], radius_m: 3, turn_deg: 0 }],
  portals: [{ id: 'out', level: 'ground', shape: { rect: [0, 0, 1, 1] }, to: { world: 'plaza', place: 'gate' } }],
  desks: [], exhibits: [],
};
const loaded: LoadedWorld = {
  id: 'hall', hash: 'h', world: world as unknown as World, rasters: [raster], cells: new CellGrid([raster], 8),
  texts: { name: 'Hall', summary: '', levels: {}, places: { door: { name: 'The door', about: 'A door.' } }, portals: { out: 'Out' }, desks: {}, exhibits: {}, signs: {} },
};
const card = (id: string, people: number): WorldCard => ({
  id, hash: 'h', people, setting: 'indoor', names: { en: id, ko: id }, summaries: { en: `about ${id}`, ko: '' }, places: [],
  urls: { world: '', raster: '', texts: {} },
});

let city: CityState;
let screen: ScreenState;
let root: HTMLElement;
const done = (): Promise<void> => Promise.resolve();
const commands = {
  walkTo: vi.fn<Commands['walkTo']>(), go: vi.fn<Commands['go']>(done), act: vi.fn<Commands['act']>(), run: vi.fn<Commands['run']>(),
  follow: vi.fn<Commands['follow']>(), unfollow: vi.fn<Commands['unfollow']>(), waveAt: vi.fn<Commands['waveAt']>(), tell: vi.fn<Commands['tell']>(), choose: () => undefined,
  appear: vi.fn<Commands['appear']>(() => Promise.resolve(true)), reconnect: vi.fn<Commands['reconnect']>(),
  refreshPeople: vi.fn<Commands['refreshPeople']>(),
} satisfies Commands;
const actions = { say: vi.fn<Actions['say']>(done), relate: vi.fn<Actions['relate']>(done) };

beforeEach(async () => {
  vi.clearAllMocks();
  await speak('en');
  city = createCity(createSettings(undefined, {
    language: '', textSize: 0, motion: 'auto', quality: 'auto', tier: 0, view: '2d', visit: 0, bubble: true, name: '', look: [1, 1, 0, 0, 0, 0, 1],
  }));
  screen = createScreen();
  setCards(city, 'hall', [card('hall', 3), card('plaza', 40)]);
  showWorld(city, loaded);
  enter(city, { world: 'hall', hash: 'h', epoch: 1, avatar: 1, level: 'ground', x: 5, y: 5, heading: 0 });
  city.connection.value = { phase: 'online', reason: 0, position: 0, wait_s: 0 };
  document.body.innerHTML = '<div id="root"></div>';
  root = document.getElementById('root')!;
});

const show = (view: JSX.Element): void => act(() => {
  const ui = { city, screen, commands, actions: actions as unknown as Actions, onFrame: () => () => undefined, attachStage: () => () => undefined };
  render(<UiContext.Provider value={ui}>{view}</UiContext.Provider>, root);
}) as unknown as void;
const button = (name: string): HTMLButtonElement =>
  [...root.querySelectorAll('button')].find((b) => (b.getAttribute('aria-label') ?? b.textContent).includes(name))!;

describe('places', () => {
  test('tell how many people are where, and take one there', () => {
    city.placeCounts.value = { door: 2 };
    show(<Places />);
    expect(root.textContent).toContain('The door');
    expect(root.textContent).toContain('2 people');
    expect(root.textContent).toContain('40 people');
    button('Go to The door').click();
    button('Out: Enter').click();
    button('Go to plaza').click();
    expect(commands.go.mock.calls).toEqual([['', 'door'], ['plaza', 'gate'], ['plaza', '']]);
  });
});

describe('people', () => {
  test('stand nearest first, without oneself, and open what one can do', () => {
    city.people.value = [
      { avatar: 1, name: 'Guest 1', flags: 0, distance_m: 0, x: 0, y: 0, visit: 0 },
      { avatar: 4, name: 'Mina', flags: 1, distance_m: 3, x: 0, y: 0, visit: 0 },
      { avatar: 5, name: 'Guest 5', flags: 0, distance_m: -1, x: 0, y: 0, visit: 0 },
    ];
    show(<People />);
    const rows = [...root.querySelectorAll('.person')].map((row) => row.textContent);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/Mina.*City staff.*3 m/);
    expect(rows[1]).toMatch(/Another floor/);
    button('Mina').click();
    expect(screen.dialog.value).toEqual({ kind: 'person', avatar: 4, name: 'Mina' });
  });

  test('blocking is asked of the server first, and remembered so that it can be undone', async () => {
    show(<PersonDialog avatar={4} name="Mina" />);
    button('Block').click();
    await vi.waitFor(() => expect(city.blocked.value.has('Mina')).toBe(true));
    expect(actions.relate).toHaveBeenCalledWith(4, 2);
    actions.relate.mockRejectedValueOnce(new ActionError('list_full'));
    button('Mute').click();
    await vi.waitFor(() => expect(commands.tell).toHaveBeenCalled());
    expect(city.muted.value.has('Mina')).toBe(false);
  });
});

describe('chat', () => {
  const write = (text: string): void => {
    const input = root.querySelector<HTMLInputElement>('#say')!;
    void act(() => { input.value = text; input.dispatchEvent(new Event('input', { bubbles: true })); });
    void act(() => { root.querySelector('form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })); });
  };

  test('is said to those nearby, and whispered to whom one chose', () => {
    show(<Chat />);
    write('hello');
    expect(actions.say).toHaveBeenCalledWith(0, 'hello');
    void act(() => { screen.whisper.value = { avatar: 4, name: 'Mina' }; });
    write('psst');
    expect(actions.say).toHaveBeenLastCalledWith(2, 'psst', 4, 'Mina');
  });

  test('a whisper does not reach somebody else who has the avatar by now', async () => {
    city.avatars.setView(1, [0]);
    city.avatars.record(0, 1, 0, 4, 5, 5, 0, 0, new Uint8Array(5));
    city.avatars.setName(1, 4, 'Jun', new Uint8Array(5));
    show(<Chat />);
    void act(() => { screen.whisper.value = { avatar: 4, name: 'Mina' }; });
    write('only for Mina');
    await vi.waitFor(() => expect(commands.tell).toHaveBeenCalledWith(new ActionError('unknown_person')));
    city.people.value = [{ avatar: 9, name: 'Mina', flags: 0, distance_m: 3, x: 0, y: 0, visit: 0 }];
    write('only for Mina');
    expect(actions.say.mock.calls).toEqual([[2, 'only for Mina', 9, 'Mina']]);
  });

  test('tells to whom one whispered, and nothing counts as unread that is on the screen', () => {
    show(<Chat />);
    void act(() => {
      city.chat.add({ kind: 'said', world: 'hall', seq: 1, channel: 2, avatar: 1, name: 'Me', text: 'psst', time_ms: 0, official: false, mine: true, to: 'Mina' });
      city.chat.add({ kind: 'said', world: 'hall', seq: 2, channel: 0, avatar: 4, name: 'Mina', text: 'what?', time_ms: 0, official: false, mine: false });
    });
    expect(root.querySelector('.line.mine')!.textContent).toContain('Whisper: Mina');
    expect(city.chat.unread.value).toBe(0);
  });

  test('words that were refused come back into the field', async () => {
    actions.say.mockRejectedValueOnce(new ActionError('too_many_messages', 2));
    show(<Chat />);
    write('again');
    await vi.waitFor(() => expect(root.querySelector<HTMLInputElement>('#say')!.value).toBe('again'));
    expect(commands.tell).toHaveBeenCalled();
  });
});

describe('what is announced', () => {
  test('arrival with the number of people, and chat in batches with the rest as a number', () => {
    vi.useFakeTimers();
    show(<Announcer />);
    expect(root.querySelector('[data-announce=arrival]')!.textContent).toBe('Hall, 3 people here.');
    void act(() => {
      for (let seq = 1; seq <= 6; seq++) {
        city.chat.add({ kind: 'said', world: 'hall', seq, channel: 0, avatar: 4, name: 'Mina', text: `t${seq}`, time_ms: 0, official: false, mine: false });
      }
      vi.advanceTimersByTime(2000);
    });
    const chat = root.querySelector('[data-announce=chat]')!;
    expect(chat.textContent).toBe('3 more new messages. Mina: t4. Mina: t5. Mina: t6');
    const more = (seq: number): void => void city.chat.add({ kind: 'said', world: 'hall', seq, channel: 0, avatar: 4, name: 'Mina', text: `t${seq}`, time_ms: 0, official: false, mine: false });
    void act(() => { more(7); vi.advanceTimersByTime(1500); });
    expect(chat.textContent, 'the reader is still speaking').toContain('t6');
    void act(() => { vi.advanceTimersByTime(3000); });
    expect(chat.textContent).toBe('Mina: t7');
    vi.useRealTimers();
  });
});

describe('who comes near', () => {
  test('is told once, and not those who were there before', () => {
    vi.useFakeTimers();
    const come = (id: number, name: string): void => {
      city.avatars.record(0, 1, 0, id, 5, 5, 0, 0, new Uint8Array(5));
      city.avatars.setName(1, id, name, new Uint8Array(5));
      city.avatars.x[city.avatars.slotOf(id)] = 5;
      city.avatars.y[city.avatars.slotOf(id)] = 5;
    };
    city.avatars.setView(1, [0]);
    come(3, 'Early');
    show(<Announcer />);
    const told = root.querySelector('[data-announce=people]')!;
    void act(() => { vi.advanceTimersByTime(9000); });
    expect(told.textContent).toBe('');
    for (const [k, name] of ['Mina', 'Jun', 'Sora', 'Hana', 'Guest 5'].entries()) come(10 + k, name);
    void act(() => { vi.advanceTimersByTime(9000); });
    expect(told.textContent).toBe('Near you now: Mina, Jun, Sora and 2 more.');
    vi.useRealTimers();
  });
});

describe('the state of the connection', () => {
  test('is a sentence, with a button where one may act', () => {
    city.connection.value = { phase: 'queued', reason: 0, position: 12, wait_s: 3.1 };
    show(<Status />);
    expect(root.textContent).toContain('12 before you, about 4 s');
    void act(() => { city.connection.value = { phase: 'stopped', reason: 4409, position: 0, wait_s: 0 }; });
    expect(root.textContent).toContain('another window');
    button('Continue here').click();
    expect(commands.reconnect).toHaveBeenCalled();
    void act(() => { city.connection.value = { phase: 'connecting', reason: 1006, position: 0, wait_s: 0 }; });
    expect(root.textContent).toContain('does not answer');
    void act(() => { city.connection.value = { phase: 'connecting', reason: 4503, position: 0, wait_s: 0 }; });
    expect(root.textContent).toContain('no room');
    void act(() => { city.connection.value = { phase: 'stopped', reason: 4411, position: 0, wait_s: 0 }; });
    expect(root.querySelector('button')).toBeNull();
  });

  test('a note is told in the language of the visitor', async () => {
    await speak('ko');
    note(city, 'world_full');
    show(<Notes />);
    expect(root.textContent).toContain(ko.errors.world_full);
    void act(() => note(city, 'removed', '광고를 되풀이했습니다.'));
    expect(root.textContent).toContain(`${ko.notices.removed} 광고를 되풀이했습니다.`);
  });
});
