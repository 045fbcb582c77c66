/** One step for all views: oneself walks, intents go out, everybody is placed, views draw.
 *
 * The 3D scene drives the steps while it is shown, the browser's frames otherwise. A hidden page
 * has no frames; a slow timer keeps heartbeats going there.
 */
import type { Actions } from '../net/actions';
import type { ServerClock } from '../net/clock';
import type { CityState } from '../state/city';
import type { Intent } from '../state/own';

const BEAT_MS = 500;
const HIDDEN_STEP_MS = 1000;

export class Loop {
  fps = 0;
  private readonly city: CityState;
  private readonly actions: Actions;
  private readonly clock: ServerClock;
  private readonly draws = new Set<(nowMs: number) => void>();
  private steppedAt = 0;
  private beatAt = 0;

  constructor(city: CityState, actions: Actions, clock: ServerClock) {
    this.city = city;
    this.actions = actions;
    this.clock = clock;
  }

  start(): void {
    const frame = (): void => {
      this.frame(performance.now());
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    setInterval(() => {
      if (performance.now() - this.steppedAt > HIDDEN_STEP_MS - 50) this.step(performance.now());
    }, HIDDEN_STEP_MS);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.city.own.stop();
      this.step(performance.now());
    });
  }

  onFrame(draw: (nowMs: number) => void): () => void {
    this.draws.add(draw);
    return () => void this.draws.delete(draw);
  }

  /** Places everybody for `nowMs`; a second call for the same moment does nothing. */
  step(nowMs: number): void {
    if (nowMs - this.steppedAt < 2) return;
    const elapsed = nowMs - this.steppedAt;
    this.steppedAt = nowMs;
    this.fps += (1000 / Math.max(1, elapsed) - this.fps) * 0.05;
    const { city } = this;
    city.own.step(nowMs);
    if (city.connection.peek().phase === 'online' && city.here.peek() && city.own.level) this.tell(nowMs);
    city.avatars.sample(city.playback.time(nowMs), nowMs, city.own.pose);
    if (nowMs - this.beatAt > BEAT_MS) {
      this.beatAt = nowMs;
      city.beat.value++;
    }
  }

  /** Stops at once: what was walked before must not end what is done next. */
  halt(): void {
    const nowMs = performance.now();
    this.send(this.city.own.halt(nowMs), nowMs);
  }

  private frame(nowMs: number): void {
    this.step(nowMs);
    for (const draw of this.draws) draw(nowMs);
  }

  private tell(nowMs: number): void {
    this.send(this.city.own.due(nowMs), nowMs);
  }

  private send(intent: Intent | undefined, nowMs: number): void {
    if (intent) this.actions.move(intent.x, intent.y, intent.heading, intent.speed, this.clock.now(nowMs));
  }
}
