// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import type { JSX } from 'preact';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { speak } from '../../i18n';
import { ActionError, type Actions, Do } from '../../net/actions';
import { type CityState, createCity, enter, replaying, setCards, showWorld, type LoadedWorld } from '../../state/city';
import { CellGrid } from '../../state/ground';
import { createSettings } from '../../state/settings';
import { openRaster } from '../../state/testing';
import type { World } from '../../state/world-types';
import { Announcer } from '../Announcer';
import { Chat } from '../Chat';
import { type Commands, createScreen, UiContext } from '../context';
import { PersonDialog } from '../PersonDialog';
import { RecordingNote } from '../Recording';
import { TimeMachine } from './TimeMachine';

const raster = openRaster(20);
const loaded: LoadedWorld = {
  id: 'hall', hash: 'h', rasters: [raster], cells: new CellGrid([raster], 8),
  world: { id: 'hall', cell_m: 8, levels: [{ id: 'ground', bounds: [0, 0, 20, 20], ceiling_m: null, floor: 'stone' }] } as unknown as World,
  texts: { name: 'Hall', summary: '', levels: {}, places: {}, portals: {}, desks: {}, exhibits: {}, signs: {} },
};
const here = { world: 'hall', hash: 'h', epoch: 1, avatar: 1, level: 'ground', x: 5, y: 5, heading: 0 };
/** Noon, wherever this runs. */
const NOON = new Date(2026, 10, 22, 12, 0, 0).getTime();

let city: CityState;
let root: HTMLElement;
const actions = { replay: vi.fn<Actions['replay']>() };
const commands = { tell: vi.fn<Commands['tell']>() };

beforeEach(async () => {
  vi.clearAllMocks();
  actions.replay.mockResolvedValue(undefined);
  await speak('en');
  city = createCity(createSettings(undefined, {
    language: '', textSize: 0, motion: 'auto', quality: 'auto', tier: 0, view: '2d', visit: 0, bubble: true, name: '', look: [1, 1, 0, 0, 0, 0, 1],
  }));
  setCards(city, 'hall', []);
  showWorld(city, loaded);
  enter(city, here);
  city.connection.value = { phase: 'online', reason: 0, position: 0, wait_s: 0 };
  document.body.innerHTML = '<div id="root"></div>';
  root = document.getElementById('root')!;
});

const show = (view: JSX.Element): void => act(() => {
  const ui = {
    city, screen: createScreen(), commands: commands as unknown as Commands, actions: actions as unknown as Actions,
    onFrame: () => () => undefined, attachStage: () => () => undefined,
  };
  render(<UiContext.Provider value={ui}>{view}</UiContext.Provider>, root);
}) as unknown as void;
const tell = (at_ms: number, playing: boolean, speed = 1): void => void act(() => {
  replaying(city, { at_ms, length_ms: 310_000, began_unix_ms: NOON, playing, speed, told_ms: performance.now() }, 0);
});
const find = <T extends Element>(selector: string): T => root.querySelector<T>(selector)!;
const slider = (): HTMLInputElement => find('input[type=range]');
const press = (at: Element, key: string, code = key): boolean => {
  const event = new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true });
  void act(() => void at.dispatchEvent(event));
  return event.defaultPrevented;
};

describe('the time machine', () => {
  beforeEach(() => {
    tell(83_000, false);
    show(<TimeMachine />);
  });

  test('says where in the recording one is, to eyes and ears', () => {
    expect(find('.tm-at').textContent).toBe('01:23');
    expect(find('.tm-length').textContent).toBe('05:10');
    expect(find('time').textContent).toContain('12:01:23');
    expect(slider().getAttribute('aria-valuetext')).toMatch(/^1 min 23 s of 5 min 10 s, 12:01:23/);
  });

  test('plays and pauses, by button and by key', () => {
    find<HTMLButtonElement>('.tm-play').click();
    expect(find('.tm-play').getAttribute('aria-label')).toBe('Play');
    tell(83_000, true);
    expect(find('.tm-play').getAttribute('aria-label')).toBe('Pause');
    // The key with a K on it, also where it writes Hangul.
    expect(press(slider(), 'ㅏ', 'KeyK')).toBe(true);
    expect(press(slider(), ' ', 'Space')).toBe(true);
    // The space bar presses the button by itself.
    expect(press(find('.tm-play'), ' ', 'Space')).toBe(false);
    expect(actions.replay.mock.calls).toEqual([[Do.PLAY, undefined], [Do.PAUSE, undefined], [Do.PAUSE, undefined]]);
    expect(find('[data-announce=replay]').textContent).toBe('Playing, 1×.');
    tell(84_000, false);
    expect(find('[data-announce=replay]').textContent).toBe('Paused at 1 min 24 s.');
  });

  test('goes on by itself between two messages, at its speed', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'performance'] });
    tell(83_000, true, 4);
    void act(() => { vi.advanceTimersByTime(2000); });
    expect(find('.tm-at').textContent).toBe('01:31');
    void act(() => { vi.advanceTimersByTime(200_000); });
    expect(find('.tm-at').textContent, 'and never beyond its end').toBe('05:10');
    vi.useRealTimers();
  });

  test.each([
    ['ArrowRight', 88_000], ['ArrowUp', 88_000], ['ArrowLeft', 78_000], ['ArrowDown', 78_000],
    ['PageUp', 113_000], ['PageDown', 53_000], ['Home', 0], ['End', 310_000],
  ])('%s on the slider leads to another time', (key, at_ms) => {
    expect(press(slider(), key)).toBe(true);
    expect(actions.replay).toHaveBeenCalledWith(Do.SEEK, at_ms);
    expect(slider().valueAsNumber).toBe(at_ms);
  });

  test('a slider that is drawn tells only where it is let go', () => {
    const move = (type: string, value: string): void => void act(() => {
      slider().value = value;
      slider().dispatchEvent(new Event(type, { bubbles: true }));
    });
    move('input', '100000');
    move('input', '200000');
    expect(find('.tm-at').textContent).toBe('03:20');
    expect(actions.replay).not.toHaveBeenCalled();
    move('change', '200000');
    expect(actions.replay.mock.calls).toEqual([[Do.SEEK, 200_000]]);
  });

  test('offers four speeds, and shows a fifth where somebody chose one', () => {
    const names = (): string[] => [...root.querySelectorAll('.tm-speeds label')].map((label) => label.textContent);
    expect(names()).toEqual(['0.5×', '1×', '2×', '4×']);
    const twice = root.querySelectorAll<HTMLInputElement>('.tm-speeds input')[2]!;
    void act(() => { twice.click(); });
    expect(actions.replay).toHaveBeenCalledWith(Do.SPEED, 2);
    tell(83_000, true, 8);
    expect(names()).toEqual(['0.5×', '1×', '2×', '4×', '8×']);
  });

  test('at its end begins again', () => {
    tell(310_000, false);
    expect(find('.tm-play').getAttribute('aria-label')).toBe('Watch from the beginning');
    find<HTMLButtonElement>('.tm-play').click();
    expect(actions.replay.mock.calls).toEqual([[Do.SEEK, 0], [Do.PLAY, undefined]]);
  });

  test('who may not is told so, and the time goes back to where it was', async () => {
    actions.replay.mockRejectedValue(new ActionError('not_allowed'));
    press(slider(), 'End');
    await vi.waitFor(() => expect(city.notes.value.map((n) => n.kind)).toEqual(['replay_denied']));
    await vi.waitFor(() => expect(find('.tm-at').textContent).toBe('01:23'));
    actions.replay.mockRejectedValue(new ActionError('offline'));
    find<HTMLButtonElement>('.tm-play').click();
    await vi.waitFor(() => expect(commands.tell).toHaveBeenCalledWith(new ActionError('offline')));
  });
});

describe('what one is told', () => {
  const announced = (): string => find('[data-announce=recording]').textContent;

  test('in a world that is recorded: once aloud, always on the screen', () => {
    show(<><Announcer /><RecordingNote /></>);
    expect(root.querySelector('details')).toBeNull();
    void act(() => enter(city, { ...here, epoch: 2, recorded: true }));
    expect(find('summary').textContent).toBe('This world is being recorded');
    expect(find('details a').getAttribute('href')).toBe('/privacy');
    expect(announced()).toMatch(/being recorded.*erased/);
    const node = find('[data-announce=recording]').firstChild;
    void act(() => enter(city, { ...here, epoch: 3, recorded: true }));
    expect(find('[data-announce=recording]').firstChild, 'nothing new to read').toBe(node);
  });

  test('in a recording: that it is one, and nothing each time one goes to another time', () => {
    show(<><Announcer /><RecordingNote /></>);
    tell(0, true);
    expect(find('summary').textContent).toBe('You are watching a recording');
    expect(announced()).toMatch(/recording.*neither see nor hear/);
    const arrival = find('[data-announce=arrival]').textContent;
    city.worldCounts.value = { hall: 40 };
    void act(() => enter(city, { ...here, epoch: 2 }));
    expect(find('[data-announce=arrival]').textContent).toBe(arrival);
  });

  test('nobody there can be spoken to, and why', () => {
    tell(0, true);
    show(<><Chat /><PersonDialog avatar={4} name="" /></>);
    const input = find<HTMLInputElement>('#say');
    expect(input.disabled).toBe(true);
    expect(document.getElementById(input.getAttribute('aria-describedby')!)!.textContent).toContain('nobody in it is here');
    expect(root.querySelector('.choices')).toBeNull();
  });
});
