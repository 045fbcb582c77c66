/** Where in a recording one wants to be.
 *
 * A key that is held asks for another time thirty times a second. The server hears of the newest
 * one, at most four times a second, and until it is there the wish is what is shown.
 */
import { signal } from '@preact/signals';

const TELL_EVERY_MS = 250;
/** So near to the wish the server has followed it. */
const THERE_MS = 1500;
/** The server tells its time every 2 s; after that it knew of the wish and went elsewhere. */
const PATIENCE_MS = 3000;

export class Seeker {
  /** Milliseconds since the beginning of the recording; undefined: where the server is. */
  readonly wanted = signal<number | undefined>(undefined);
  private readonly send: (at_ms: number) => Promise<void>;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private patience: ReturnType<typeof setTimeout> | undefined;
  private told: number | undefined;

  /** `send` fails where the wish is not granted, having said so itself. */
  constructor(send: (at_ms: number) => Promise<void>) {
    this.send = send;
  }

  to(at_ms: number): void {
    this.wanted.value = at_ms;
    if (this.pause === undefined) this.tell();
  }

  /** The server has told that it is at this time. */
  heard(at_ms: number): void {
    const { value } = this.wanted;
    if (value !== undefined && this.told === value && Math.abs(at_ms - value) < THERE_MS) this.forget();
  }

  end(): void {
    clearTimeout(this.pause);
    this.pause = undefined;
    this.forget();
  }

  private tell(): void {
    const at_ms = this.wanted.peek();
    this.pause = undefined;
    if (at_ms === undefined || at_ms === this.told) return;
    this.told = at_ms;
    this.pause = setTimeout(() => this.tell(), TELL_EVERY_MS);
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.forget(), PATIENCE_MS);
    this.send(at_ms).catch(() => this.end());
  }

  private forget(): void {
    clearTimeout(this.patience);
    this.wanted.value = undefined;
    this.told = undefined;
  }
}
