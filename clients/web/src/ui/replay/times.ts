/** How times of a recording are written and said. */
import type { Words } from '../../i18n';

/** Minutes and seconds, `75:03`. */
export function clockOf(ms: number): string {
  const [m, s] = split(ms);
  return `${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}`;
}

/** As a screen reader says it. */
export function spokenTime(ms: number, w: Words): string {
  return w.replay.spoken(...split(ms));
}

function split(ms: number): [minutes: number, seconds: number] {
  const s = Math.floor(ms / 1000);
  return [Math.floor(s / 60), s % 60];
}

const STEPS_MS: Readonly<Record<string, number>> = {
  ArrowRight: 5000, ArrowUp: 5000, ArrowLeft: -5000, ArrowDown: -5000, PageUp: 30_000, PageDown: -30_000,
  Home: -Infinity, End: Infinity,
};

/** Where a key on the slider leads from `at_ms`; undefined for every other key. */
export function afterKey(key: string, at_ms: number, length_ms: number): number | undefined {
  const step = STEPS_MS[key];
  return step === undefined ? undefined : Math.min(length_ms, Math.max(0, at_ms + step));
}
