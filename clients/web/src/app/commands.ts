/** What the views ask for that needs state, wishes and a rule between them. */
import { ActionError, type Actions } from '../net/actions';
import { type CityState, note } from '../state/city';
import { State } from '../state/avatar-types';
import { packLook } from '../state/look';
import { Pathfinder } from '../state/path';
import { headingOf } from '../state/quantise';
import type { Choices } from '../state/settings';
import type { LevelRaster, Point } from '../state/world-types';
import type { Commands, ScreenState } from '../ui/context';

export interface CommandDeps {
  city: CityState;
  screen: ScreenState;
  actions: Actions;
  /** Stops, and tells the zone so before anything else. */
  halt(): void;
  reconnect(): void;
}

export class CityCommands implements Commands {
  private readonly deps: CommandDeps;
  private readonly paths = new WeakMap<LevelRaster, Pathfinder>();
  private asking = false;
  private follower: Promise<void> | undefined;

  constructor(deps: CommandDeps) {
    this.deps = deps;
  }

  walkTo = (x: number, y: number): void => {
    const { city } = this.deps;
    if (!city.raster.peek() || !city.here.peek()) return;
    this.unfollow();
    const way = this.wayTo([x, y]);
    if (way) city.own.follow(way);
    else note(city, 'no_way');
  };

  follow = (avatar: number, name: string, tour = '', stop = -1): void => {
    const { city, screen } = this.deps;
    city.own.stop();
    const told = tour && `tours.${tour}.${stop < 0 ? 'hello' : `stops.${stop}`}`;
    city.following.value = { avatar, name, tour, stop, told, over: false };
    this.follower ??= import('./following').then(({ keepFollowing }) => keepFollowing(city, screen, this.wayTo));
    this.follower.catch(() => {
      this.follower = undefined;
      this.unfollow();
      note(city, 'offline');
    });
  };

  unfollow = (): void => {
    const { city } = this.deps;
    if (city.following.peek()) city.own.stop();
    city.following.value = undefined;
  };

  go = async (world: string, place: string): Promise<void> => {
    const { city, actions } = this.deps;
    const here = city.here.peek()?.world;
    this.unfollow();
    city.own.stop();
    try {
      await actions.go(world === here ? '' : world, place);
    } catch (error) {
      this.tell(error);
    }
  };

  act = (state: number): void => {
    const { own } = this.deps.city;
    // Who sits down or dances stays here; a wave is over soon.
    if (state === State.Sit || state === State.Dance) this.unfollow();
    this.deps.halt();
    own.act(own.state === state ? State.Free : state, performance.now());
    this.deps.actions.act(own.state);
  };

  run = (on: boolean): void => {
    this.deps.screen.running.value = on;
    this.deps.city.own.running = on;
  };

  waveAt = (avatar: number): void => {
    const { avatars, own } = this.deps.city;
    const slot = avatars.slotOf(avatar);
    own.stop();
    if (slot >= 0) own.heading = headingOf(avatars.x[slot]! - own.x, avatars.y[slot]! - own.y);
    own.state = State.Free;
    this.act(State.Wave);
  };

  tell = (error: unknown): void => {
    const code = error instanceof ActionError ? error.code : '';
    if (code === '') console.error(error);
    note(this.deps.city, code === 'not_allowed' && this.deps.city.replayed.peek() ? 'not_in_replay' : code);
  };

  choose = <K extends keyof Choices>(key: K, value: Choices[K]): void => {
    const { city, actions } = this.deps;
    city.settings[key].value = value;
    // Pressing 3D once more after it failed is a wish to try again.
    const { scene } = this.deps.screen;
    if (key === 'view' && value === '3d' && scene.peek() !== 'ready' && scene.peek() !== 'loading') scene.value = 'off';
    if (key === 'tier') actions.setTier(city.settings.tier.peek());
    if (key === 'visit') actions.setVisit(city.settings.visit.peek());
  };

  appear = async (name: string, look: number[]): Promise<boolean> => {
    const { city, actions } = this.deps;
    try {
      await actions.appear(name, look);
    } catch (error) {
      this.tell(error);
      return false;
    }
    city.settings.name.value = name;
    city.settings.look.value = look;
    if (name !== '') city.name.value = name;
    const here = city.here.peek();
    if (here) city.avatars.pin(here.avatar, packLook(look));
    note(city, 'look_saved');
    return true;
  };

  reconnect = (): void => this.deps.reconnect();

  /** Points to walk along from where one is; undefined where no way leads there. */
  private wayTo = (to: Point): Point[] | undefined => {
    const { own, raster: { value: raster } } = this.deps.city;
    if (!raster) return undefined;
    let finder = this.paths.get(raster);
    if (!finder) this.paths.set(raster, (finder = new Pathfinder(raster)));
    return finder.find([own.x, own.y], to);
  };

  refreshPeople = (): void => {
    if (this.asking) return;
    this.asking = true;
    const { city, actions } = this.deps;
    actions.listPeople().then(
      ({ rows, total }) => {
        city.people.value = rows.map(([avatar, name, flags, distance_m, x, y, visit]) => (
          { avatar, name, flags, distance_m: Math.round(distance_m), x, y, visit }
        ));
        city.peopleTotal.value = total;
      },
      () => undefined,
    ).finally(() => { this.asking = false; });
  };
}
