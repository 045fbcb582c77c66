// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import type { JSX } from 'preact';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { speak } from '../../i18n';
import { ActionError, type Actions } from '../../net/actions';
import { GUIDE_NAME } from '../../state/avatar-types';
import { type CityState, createCity, enter, type LoadedWorld, showWorld } from '../../state/city';
import type { Following } from '../../state/follow';
import { CellGrid } from '../../state/ground';
import { createSettings } from '../../state/settings';
import { openRaster } from '../../state/testing';
import type { World } from '../../state/world-types';
import { Chat } from '../Chat';
import { type Commands, createScreen, type ScreenState, UiContext } from '../context';
import { People } from '../People';
import { PersonDialog } from '../PersonDialog';
import { FollowBar } from './FollowBar';
import { Tours } from './Tours';
import { speakTours } from './words';

const GUIDE = 7;
const raster = openRaster(60);
const world = {
  id: 'hall', cell_m: 8, levels: [{ id: 'ground', bounds: [0, 0, 60, 60], ceiling_m: null, floor: 'stone' }],
  places: [{ id: 'door', level: 'ground', at: [5, 5], radius_m: 3, turn_deg: 0 }], portals: [], desks: [], exhibits: [],
  tours: [{ id: 'walls', level: 'ground', start: 'door', stops: [{ at: [38, 5], stay_s: 60 }, { at: [5, 5], stay_s: 30 }] }],
};
const texts = {
  name: 'Hall', summary: '', levels: {}, places: { door: { name: 'The door' } }, portals: {}, desks: {}, exhibits: {}, signs: {},
  tours: { walls: { title: 'The old walls', about: 'Along the walls.', hello: 'Welcome.', stops: ['A tower.', 'A door.'], farewell: 'Goodbye.' } },
};
const loaded: LoadedWorld = { id: 'hall', hash: 'h', world: world as unknown as World, rasters: [raster], cells: new CellGrid([raster], 8), texts };
const led: Following = { avatar: GUIDE, name: GUIDE_NAME, tour: 'walls', stop: 0, told: 'tours.walls.stops.0', over: false };

let city: CityState;
let screen: ScreenState;
let root: HTMLElement;
const commands = { tell: vi.fn<Commands['tell']>(), follow: vi.fn<Commands['follow']>(), unfollow: vi.fn<Commands['unfollow']>() };
const actions = { takeTour: vi.fn<Actions['takeTour']>(), go: vi.fn<Actions['go']>(() => Promise.resolve()) };

beforeEach(async () => {
  vi.clearAllMocks();
  await Promise.all([speak('en'), speakTours('en')]);
  city = createCity(createSettings(undefined, {
    language: '', textSize: 0, motion: 'auto', quality: 'auto', tier: 0, view: '2d', visit: 0, bubble: true, name: '', look: [1, 1, 0, 0, 0, 0, 1],
  }));
  screen = createScreen();
  showWorld(city, loaded);
  enter(city, { world: 'hall', hash: 'h', epoch: 1, avatar: 1, level: 'ground', x: 8, y: 8, heading: 0 });
  actions.takeTour.mockResolvedValue({ code: 82, ref: 1, tour: 'walls', avatar: GUIDE, stop: -1 });
  document.body.innerHTML = '<div id="stage" tabindex="0"></div><div id="root"></div>';
  root = document.getElementById('root')!;
});

afterEach(() => void act(() => render(null, root)));

const show = (view: JSX.Element): void => act(() => {
  const ui = {
    city, screen, commands: commands as unknown as Commands, actions: actions as unknown as Actions,
    onFrame: () => () => undefined, attachStage: () => () => undefined,
  };
  render(<UiContext.Provider value={ui}>{view}</UiContext.Provider>, root);
}) as unknown as void;
const button = (name: string): HTMLButtonElement =>
  [...root.querySelectorAll('button')].find((b) => (b.getAttribute('aria-label') ?? b.textContent).includes(name))!;
const tell = (seq: number, told: string, text: string): void => void act(() => {
  city.chat.add({ kind: 'said', world: 'hall', seq, channel: 0, avatar: GUIDE, name: GUIDE_NAME, text, told, time_ms: 0, official: false, mine: false });
});

describe('the list of tours', () => {
  test('says what each is about, and how long it takes', () => {
    show(<Tours />);
    expect(root.textContent).toMatch(/The old walls.*2 stops · about 3 minutes.*Along the walls.*Starts at: The door/);
  });

  test('is not there where a world has none', () => {
    void act(() => showWorld(city, { ...loaded, world: { ...loaded.world, tours: [] } }));
    show(<Tours />);
    expect(root.textContent).toBe('');
  });

  test('taking one calls the guide, follows it, and closes what was open', async () => {
    screen.dialog.value = { kind: 'desk', id: 'tourism' };
    show(<Tours />);
    button('Take the tour').click();
    await vi.waitFor(() => expect(commands.follow).toHaveBeenCalledWith(GUIDE, GUIDE_NAME, 'walls', -1));
    expect(actions.go).not.toHaveBeenCalled();
    expect(screen.dialog.value).toBeUndefined();
  });

  test('who is far away, or on another level, is put at its start first', async () => {
    city.own.put(raster, 55, 55, 0);
    show(<Tours />);
    button('Take the tour').click();
    await vi.waitFor(() => expect(commands.follow).toHaveBeenCalled());
    expect(actions.go).toHaveBeenCalledWith('', 'door');
  });

  test('what does not work is told, and one stays where one was', async () => {
    const error = new ActionError('full');
    actions.takeTour.mockRejectedValue(error);
    screen.dialog.value = { kind: 'desk', id: 'tourism' };
    show(<Tours />);
    button('Take the tour').click();
    await vi.waitFor(() => expect(commands.tell).toHaveBeenCalledWith(error));
    expect(screen.dialog.value).toBeDefined();
    expect(commands.follow).not.toHaveBeenCalled();
  });

  test('one that goes on in sight is joined, and who takes part sees that', () => {
    city.avatars.setView(1, [0]);
    city.avatars.record(0, 1, 0, GUIDE, 5, 5, 0, 0, new Uint8Array(5));
    city.avatars.setName(1, GUIDE, GUIDE_NAME, new Uint8Array(5));
    show(<Tours />);
    tell(1, 'tours.walls.stops.0', 'A tower.');
    expect(button('Join the tour: The old walls')).toBeDefined();
    void act(() => { city.following.value = led; });
    expect(root.textContent).toContain('You are on it');
    void act(() => { city.following.value = undefined; });
    tell(2, 'tours.walls.farewell', 'Goodbye.');
    expect(button('Take the tour')).toBeDefined();
  });
});

describe('the bar over the stage', () => {
  test('says whom one follows, and ends it', () => {
    city.following.value = { ...led, name: 'Mina', tour: '', told: '' };
    show(<FollowBar />);
    expect(root.querySelector('section')!.textContent).toContain('You follow Mina');
    button('Stop following').click();
    expect(commands.unfollow).toHaveBeenCalled();
  });

  test('shows the stop and what is told there, in the language of now', async () => {
    city.following.value = led;
    show(<FollowBar />);
    expect(root.textContent).toMatch(/The old walls.*Stop 1 of 2.*A tower\./);
    const korean = { ...texts, tours: { walls: { ...texts.tours.walls, stops: ['탑이에요.', '문이에요.'] } } };
    await act(async () => {
      showWorld(city, { ...loaded, texts: korean });
      await Promise.all([speak('ko'), speakTours('ko')]);
    });
    expect(root.textContent).toMatch(/2곳 가운데 1번째.*탑이에요\./);
  });

  test('never shows a key that has no text', () => {
    city.following.value = { ...led, told: 'tours.walls.stops.9' };
    show(<FollowBar />);
    expect(root.innerHTML).not.toContain('tours.walls');
    expect(root.querySelector('details')).toBeNull();
  });

  test('says the farewell until it is closed', () => {
    city.following.value = { ...led, told: 'tours.walls.farewell', over: true };
    show(<FollowBar />);
    expect(root.textContent).toMatch(/The tour is over.*Goodbye\./);
    button('Close').click();
    expect(commands.unfollow).toHaveBeenCalled();
  });

  test('tells a screen reader of the beginning and of the end', async () => {
    const said = (): string => root.querySelector('[data-announce="following"]')!.textContent;
    city.following.value = led;
    show(<FollowBar />);
    await vi.waitFor(() => expect(said()).toBe('The old walls. You follow the guide'));
    void act(() => { city.following.value = undefined; });
    await vi.waitFor(() => expect(said()).toBe('You stopped following.'));
  });

  test('ends by Escape, but not while one writes or a dialog is open', () => {
    city.following.value = led;
    show(<><FollowBar /><input id="say" /></>);
    const press = (target: Element): void => void target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    press(document.getElementById('say')!);
    screen.dialog.value = { kind: 'help' };
    press(document.body);
    expect(commands.unfollow).not.toHaveBeenCalled();
    screen.dialog.value = undefined;
    press(document.getElementById('stage')!);
    expect(commands.unfollow).toHaveBeenCalledOnce();
  });

  test('leaves the focus on the stage, never nowhere', () => {
    city.following.value = led;
    show(<FollowBar />);
    button('Stop following').focus();
    void act(() => { city.following.value = undefined; });
    expect(document.activeElement?.id).toBe('stage');
  });
});

describe('a guide among the people', () => {
  const open = (name: string): void => show(<PersonDialog avatar={GUIDE} name={name} />);
  const choices = (): string[] => [...root.querySelectorAll('.choice strong')].map((e) => e.textContent);

  test('is called a guide in every list, and is only followed and greeted', () => {
    city.people.value = [{ avatar: GUIDE, name: GUIDE_NAME, flags: 2, distance_m: 3, x: 0, y: 0, visit: 0 }];
    show(<People />);
    expect(root.querySelector('.person')!.textContent).toMatch(/^Guide/);
    open(GUIDE_NAME);
    expect(choices()).toEqual(['Follow', 'Wave hello']);
  });

  test('others are followed too, until one has enough', () => {
    city.people.value = [{ avatar: GUIDE, name: 'Mina', flags: 0, distance_m: 3, x: 0, y: 0, visit: 0 }];
    open('Mina');
    expect(choices()).toContain('Whisper');
    button('Follow').click();
    expect(commands.follow).toHaveBeenCalledWith(GUIDE, 'Mina');
    void act(() => { city.following.value = { ...led, name: 'Mina', tour: '' }; });
    open('Mina');
    button('Stop following').click();
    expect(commands.unfollow).toHaveBeenCalled();
  });

  test('what it tells stands in the chat, and what has no text does not', () => {
    show(<Chat />);
    tell(1, 'tours.walls.stops.0', 'A tower.');
    tell(2, 'tours.walls.stops.9', '');
    expect([...root.querySelectorAll('.line')].map((e) => e.querySelector('.line-text')!.textContent)).toEqual(['A tower.']);
  });
});
