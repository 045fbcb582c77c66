/** What the views may use: the state, the wishes, and a few commands that need both. */
import { createContext, type FunctionComponent } from 'preact';
import { useContext } from 'preact/hooks';
import { signal, type Signal } from '@preact/signals';
import type { Actions } from '../net/actions';
import type { CityState } from '../state/city';
import type { Choices } from '../state/settings';

/** Where the 3D scene stands. */
export type SceneState = 'off' | 'loading' | 'ready' | 'unavailable' | 'slow' | 'failed';

export interface Commands {
  /** Walks to a spot of this level, around what stands in the way. */
  walkTo(x: number, y: number): void;
  /** Walks behind somebody until one does something else; behind a guide, on its `tour`. */
  follow(avatar: number, name: string, tour?: string, stop?: number): void;
  unfollow(): void;
  /** To a named place, here or in another world; tells what went wrong by itself. */
  go(world: string, place: string): Promise<void>;
  /** Sit, wave ...; the same once more ends it. */
  act(state: number): void;
  run(on: boolean): void;
  waveAt(avatar: number): void;
  /** Tells the visitor in a sentence what a failed wish means. */
  tell(error: unknown): void;
  choose<K extends keyof Choices>(key: K, value: Choices[K]): void;
  appear(name: string, look: number[]): Promise<boolean>;
  /** After a stop: once more. */
  reconnect(): void;
  /** Asks again who is here. */
  refreshPeople(): void;
}

export type PanelId = 'places' | 'people' | 'chat';
export type Dialog =
  | { kind: 'look' }
  | { kind: 'settings' }
  | { kind: 'help' }
  | { kind: 'exhibit'; id: string }
  | { kind: 'desk'; id: string }
  /** A service, wherever one is. */
  | { kind: 'service'; service: string; title: string }
  | { kind: 'place'; id: string }
  | { kind: 'person'; avatar: number; name: string }
  | { kind: 'report'; avatar: number; name: string };

/** What is open on this screen; of no interest to anybody else. */
export interface ScreenState {
  readonly panel: Signal<PanelId | undefined>;
  readonly dialog: Signal<Dialog | undefined>;
  readonly whisper: Signal<{ avatar: number; name: string } | undefined>;
  readonly view: Signal<'2d' | '3d'>;
  readonly scene: Signal<SceneState>;
  readonly running: Signal<boolean>;
  /** Over the stage: whom one walks behind; there once one has followed somebody. */
  readonly ahead: Signal<FunctionComponent | undefined>;
  /** Over the stage, while something goes on that one may come back to. */
  readonly back: Signal<FunctionComponent | undefined>;
  /** Speech bubbles of the last seconds, for the map. */
  readonly bubbles: Signal<readonly { avatar: number; text: string; until_ms: number }[]>;
}

export function createScreen(): ScreenState {
  return {
    panel: signal<PanelId | undefined>(undefined), dialog: signal<Dialog | undefined>(undefined),
    whisper: signal<{ avatar: number; name: string } | undefined>(undefined),
    view: signal<'2d' | '3d'>('2d'), scene: signal<SceneState>('off'), running: signal(false),
    ahead: signal<FunctionComponent | undefined>(undefined),
    back: signal<FunctionComponent | undefined>(undefined),
    bubbles: signal<readonly { avatar: number; text: string; until_ms: number }[]>([]),
  };
}

const systemCalm = typeof matchMedia === 'function' ? matchMedia('(prefers-reduced-motion: reduce)') : undefined;
const systemWish = signal(systemCalm?.matches ?? false);
systemCalm?.addEventListener('change', ({ matches }) => { systemWish.value = matches; });

/** Whether the visitor wants little motion: by the setting here, or by that of the system. */
export function isCalm(city: CityState): boolean {
  return city.settings.motion.value === 'still' || systemWish.value;
}

export interface Ui {
  city: CityState;
  screen: ScreenState;
  actions: Actions;
  commands: Commands;
  /** Called for every drawn frame after positions are filled; returns what ends it. */
  onFrame(draw: (nowMs: number) => void): () => void;
  /** Puts keyboard and 3D scene onto the stage; returns what takes them off. */
  attachStage(stage: { root: HTMLElement; canvas: HTMLElement; labels: HTMLElement; stick: HTMLElement }): () => void;
}

export const UiContext = createContext<Ui | undefined>(undefined);

export function useUi(): Ui {
  const ui = useContext(UiContext);
  if (!ui) throw new Error('outside of the city');
  return ui;
}
