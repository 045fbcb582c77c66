/** When to try again: full jitter, so that ten thousand who fell together do not rise together. */
const FIRST_MS = 500;
const MOST_MS = 15_000;

export class Backoff {
  private tries = 0;
  private readonly random: () => number;

  constructor(random: () => number = Math.random) {
    this.random = random;
  }

  /** Milliseconds to wait before the next attempt: anything up to twice the last bound. */
  next(): number {
    const bound = Math.min(MOST_MS, FIRST_MS * 2 ** this.tries);
    this.tries = Math.min(this.tries + 1, 10);
    return this.random() * bound;
  }

  /** It worked. */
  reset(): void {
    this.tries = 0;
  }
}
