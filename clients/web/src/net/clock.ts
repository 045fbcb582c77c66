/** The server's clock, learned from pings: the sample with the shortest way is the best. */
const SAMPLES = 16;

export class ServerClock {
  /** Round-trip time of the best recent sample, milliseconds. */
  rtt_ms = Number.NaN;
  private offset_ms = 0;
  private readonly samples: { rtt_ms: number; offset_ms: number }[] = [];

  /** A first guess, from `welcome`; a ping soon knows better. */
  guess(server_ms: number, nowMs: number): void {
    if (this.samples.length === 0) this.offset_ms = server_ms - nowMs;
  }

  /** A pong: sent and received by the client's clock, answered at `server_ms`. */
  pong(sentMs: number, server_ms: number, nowMs: number): void {
    const rtt_ms = nowMs - sentMs;
    this.samples.push({ rtt_ms, offset_ms: server_ms - (sentMs + nowMs) / 2 });
    if (this.samples.length > SAMPLES) this.samples.shift();
    const best = this.samples.reduce((a, b) => (b.rtt_ms < a.rtt_ms ? b : a));
    this.rtt_ms = best.rtt_ms;
    this.offset_ms = best.offset_ms;
  }

  /** Another server may answer next: only the newest offset is kept as a guess. */
  forget(): void {
    this.samples.length = 0;
  }

  /** Server clock as it goes on the wire, milliseconds modulo 2**32. */
  now(nowMs: number): number {
    return Math.round(nowMs + this.offset_ms) >>> 0;
  }
}
