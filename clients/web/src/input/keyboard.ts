/** WASD and arrows walk, Shift runs, Q and E turn the view. Keys are told by place, not by letter. */
import type { MoveHandlers } from './types';

const DIRECTION: Record<string, readonly [number, number]> = {
  KeyW: [0, 1], ArrowUp: [0, 1], KeyS: [0, -1], ArrowDown: [0, -1],
  KeyA: [-1, 0], ArrowLeft: [-1, 0], KeyD: [1, 0], ArrowRight: [1, 0],
};

/** Sum of the held keys as a direction of length 1, or null for standing. */
export function heading(held: ReadonlySet<string>): { dx: number; dy: number } | null {
  // both keys of one direction count once
  let dx = 0, dy = 0;
  const seen = new Set<string>();
  for (const code of held) {
    const d = DIRECTION[code];
    if (!d || seen.has(`${d[0]},${d[1]}`)) continue;
    seen.add(`${d[0]},${d[1]}`);
    dx += d[0];
    dy += d[1];
  }
  const l = Math.hypot(dx, dy);
  return l === 0 ? null : { dx: dx / l, dy: dy / l };
}

/** Where keys belong to something else: text fields, lists, sliders, buttons for arrows. */
function belongsElsewhere(e: KeyboardEvent): boolean {
  const t = e.target;
  if (!(t instanceof Element)) return false;
  if (t.closest('input,textarea,select,[contenteditable=""],[contenteditable="true"],[role="textbox"],[role="combobox"],[role="slider"]')) return true;
  return e.code.startsWith('Arrow') && t.closest('[role="listbox"],[role="menu"],[role="radiogroup"],[role="tablist"],[role="grid"],[role="toolbar"],[role="dialog"],dialog') !== null;
}

/** Starts listening on `target` (usually window); call the result to stop. */
export function createKeyboard(target: Window | HTMLElement, on: MoveHandlers): () => void {
  const held = new Set<string>();
  let run = false;
  let last = '';
  let turned = 0;
  const tell = (): void => {
    const h = heading(held);
    const now = h ? `${h.dx.toFixed(3)},${h.dy.toFixed(3)},${run}` : '';
    if (now === last) return;
    last = now;
    if (h) on.move(h.dx, h.dy, run);
    else on.stop();
  };
  const turn = (): void => {
    const direction = (Number(held.has('KeyQ')) - Number(held.has('KeyE'))) as -1 | 0 | 1;
    if (direction !== turned) {
      turned = direction;
      on.turn?.(direction);
    }
  };
  const down = (event: Event): void => {
    const e = event as KeyboardEvent;
    if (e.key === 'Shift') { run = true; tell(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || belongsElsewhere(e)) return;
    if (!(e.code in DIRECTION) && e.code !== 'KeyQ' && e.code !== 'KeyE') return;
    if (e.code in DIRECTION) e.preventDefault();
    held.add(e.code);
    run = e.shiftKey;
    tell();
    turn();
  };
  const up = (event: Event): void => {
    const e = event as KeyboardEvent;
    if (e.key === 'Shift') run = false;
    // a system shortcut swallows the release of the keys held with it
    if (e.key === 'Meta' || e.key === 'Control' || e.key === 'Alt') held.clear();
    held.delete(e.code);
    tell();
    turn();
  };
  const release = (): void => {
    held.clear();
    run = false;
    tell();
    turn();
  };
  const hidden = (): void => { if (document.visibilityState === 'hidden') release(); };
  target.addEventListener('keydown', down);
  target.addEventListener('keyup', up);
  window.addEventListener('blur', release);
  document.addEventListener('visibilitychange', hidden);
  return () => {
    target.removeEventListener('keydown', down);
    target.removeEventListener('keyup', up);
    window.removeEventListener('blur', release);
    document.removeEventListener('visibilitychange', hidden);
    release();
  };
}
