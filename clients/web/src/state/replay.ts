/** A recording that one walks in, and its time. */

export interface Replay {
  /** Since its beginning, when the server told it. */
  at_ms: number;
  length_ms: number;
  /** Unix time of its beginning. */
  began_unix_ms: number;
  playing: boolean;
  speed: number;
  /** Client clock when it was told. */
  told_ms: number;
}

/** The time of the recording at `nowMs` of the client's clock. */
export function timeOf(replay: Replay, nowMs: number): number {
  const since = replay.playing ? Math.max(0, nowMs - replay.told_ms) * replay.speed : 0;
  return clampTime(replay, replay.at_ms + since);
}

export function clampTime({ length_ms }: Replay, at_ms: number): number {
  return Math.min(length_ms, Math.max(0, at_ms));
}
