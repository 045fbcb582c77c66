/** `window.__city`: a small handle for browser tests and for the curious.
 *
 *     __city.self()       {x, y, heading, speed, level} of oneself, as drawn
 *     __city.avatars()    [{id, name, x, y, heading, speed, state, cell}] in view, oneself included
 *     __city.connection() {phase, reason, corrections, rtt_ms, delay_ms}
 *     __city.world()      {id, level, epoch, avatar, loaded} or null
 *     __city.view()       '2d' or '3d' with the scene's state and figures
 *     __city.replay()     {at_ms, length_ms, playing, speed} of a recording, now; null in the living city
 *     __city.walkTo(x, y) what a tap on the ground does
 *     __city.chat()       the lines shown
 *     __city.firstStep_ms since the page was opened, once one has walked
 */
import type { ServerClock } from '../net/clock';
import { type CityState, isLoaded } from '../state/city';
import { timeOf } from '../state/replay';
import type { Commands, ScreenState } from '../ui/context';
import type { Loop } from './loop';
import type { StageControl } from './stage';

export interface DebugDeps {
  city: CityState;
  screen: ScreenState;
  commands: Commands;
  loop: Loop;
  clock: ServerClock;
  stage: StageControl;
}

export function createDebug({ city, screen, commands, loop, clock, stage }: DebugDeps): object {
  const { avatars, own } = city;
  let firstStep_ms: number | null = null;
  let from: [number, number] | undefined;
  const stop = loop.onFrame((nowMs) => {
    if (!isLoaded(city)) return;
    from ??= [own.x, own.y];
    if (!own.walking || Math.hypot(own.x - from[0], own.y - from[1]) < 0.02) return;
    firstStep_ms = nowMs;
    stop();
  });
  return {
    self: () => (avatars.self < 0 ? null : {
      x: own.pose.x, y: own.pose.y, heading: own.pose.heading, speed: own.pose.speed, state: own.state,
      level: city.here.peek()?.level ?? null,
    }),
    avatars: () => Array.from({ length: avatars.count }, (_, slot) => ({
      id: avatars.id[slot]!, name: avatars.nameOf(avatars.id[slot]!) ?? '', x: avatars.x[slot]!, y: avatars.y[slot]!,
      heading: avatars.heading[slot]!, speed: avatars.speed[slot]!, state: avatars.state[slot]!,
      veil: avatars.veil[slot]!, self: slot === avatars.self, cell: avatars.cellOf(avatars.id[slot]!),
    })),
    connection: () => ({
      phase: city.connection.peek().phase, reason: city.connection.peek().reason,
      corrections: [...city.corrections], rtt_ms: clock.rtt_ms, delay_ms: city.playback.delay_ms,
    }),
    world: () => {
      const here = city.here.peek();
      return here ? { id: here.world, level: here.level, epoch: here.epoch, avatar: here.avatar, loaded: isLoaded(city) } : null;
    },
    view: () => ({ mode: screen.view.peek(), scene: screen.scene.peek(), fps: loop.fps, stats: stage.scene?.stats() ?? null }),
    replay: () => {
      const replay = city.replay.peek();
      if (!replay) return null;
      const { length_ms, playing, speed } = replay;
      return { at_ms: timeOf(replay, performance.now()), length_ms, playing, speed };
    },
    walkTo: (x: number, y: number) => commands.walkTo(x, y),
    chat: () => city.chat.lines.peek(),
    name: () => city.name.peek(),
    get firstStep_ms() { return firstStep_ms; },
  };
}
