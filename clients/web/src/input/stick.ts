/** Touch stick: how far it is pushed is how fast one walks; the rim runs. */
import type { MoveHandlers } from './types';

const DEAD = 0.16;
const RUN = 0.92;
const STEPS = 48;

/** Push of the thumb (pixels, y downwards) on a stick of a radius, as direction and gait. */
export function push(px: number, py: number, radius: number): { dx: number; dy: number; run: boolean } | null {
  const l = Math.hypot(px, py) / radius;
  if (l < DEAD) return null;
  const amount = Math.min(1, (l - DEAD) / (RUN - DEAD));
  // whole steps of angle: a trembling thumb does not send a new direction each frame
  const angle = (Math.round((Math.atan2(-py, px) / (Math.PI * 2)) * STEPS) / STEPS) * Math.PI * 2;
  const speed = Math.max(0.25, Math.round(amount * 8) / 8);
  return { dx: Math.cos(angle) * speed, dy: Math.sin(angle) * speed, run: l >= RUN };
}

/**
 * Makes `element` a stick; its first child, if any, follows the thumb as the knob. The stick is an extra:
 * everything it does works by tapping the ground, by keyboard and by the list of places. Call the result to stop.
 */
export function createStick(element: HTMLElement, on: MoveHandlers): () => void {
  let pointer: number | null = null;
  let last = '';
  const knob = element.firstElementChild instanceof HTMLElement ? element.firstElementChild : null;
  const apply = (e: PointerEvent): void => {
    const box = element.getBoundingClientRect(), radius = Math.max(1, box.width / 2);
    const px = e.clientX - (box.left + radius), py = e.clientY - (box.top + box.height / 2);
    if (knob) {
      const k = Math.min(1, radius / (Math.hypot(px, py) || 1));
      knob.style.transform = `translate(${px * k}px,${py * k}px)`;
    }
    const p = push(px, py, radius);
    const now = p ? `${p.dx.toFixed(3)},${p.dy.toFixed(3)},${p.run}` : '';
    if (now === last) return;
    last = now;
    if (p) on.move(p.dx, p.dy, p.run);
    else on.stop();
  };
  const down = (e: PointerEvent): void => {
    if (pointer !== null) return;
    e.preventDefault();
    pointer = e.pointerId;
    try { element.setPointerCapture(e.pointerId); } catch { /* the pointer is already gone */ }
    apply(e);
  };
  const move = (e: PointerEvent): void => { if (e.pointerId === pointer) apply(e); };
  const letGo = (): void => {
    if (pointer === null) return;
    pointer = null;
    if (knob) knob.style.transform = '';
    if (last !== '') { last = ''; on.stop(); }
  };
  const up = (e: PointerEvent): void => { if (e.pointerId === pointer) letGo(); };
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  window.addEventListener('blur', letGo);
  element.style.touchAction = 'none';
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
    window.removeEventListener('blur', letGo);
    letGo();
  };
}
