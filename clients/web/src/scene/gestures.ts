/** Pointer gestures on the canvas: one finger or button drags, two pinch, the wheel zooms, a short touch taps. */

export interface GestureHandlers {
  drag(dx: number, dy: number): void;
  /** Above 1 moves away. */
  zoom(factor: number): void;
  /** Pixels from the canvas' upper left corner. */
  tap(x: number, y: number): void;
}

const TAP_PX = 9;
const TAP_MS = 450;

/** Starts listening; call the result to stop. */
export function listenGestures(canvas: HTMLElement, on: GestureHandlers): () => void {
  const pointers = new Map<number, { x: number; y: number; fromX: number; fromY: number; at: number }>();
  let spread = 0;
  const pair = (): number => {
    const [a, b] = [...pointers.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  };
  const down = (e: PointerEvent): void => {
    if (e.pointerType === 'mouse' && e.button > 2) return;
    pointers.set(e.pointerId, { x: e.clientX, y: e.clientY, fromX: e.clientX, fromY: e.clientY, at: e.timeStamp });
    try { canvas.setPointerCapture(e.pointerId); } catch { /* the pointer is already gone */ }
    spread = pair();
  };
  const move = (e: PointerEvent): void => {
    const p = pointers.get(e.pointerId);
    if (!p) return;
    const dx = e.clientX - p.x, dy = e.clientY - p.y;
    p.x = e.clientX;
    p.y = e.clientY;
    if (pointers.size === 2) {
      const now = pair();
      if (spread > 10 && now > 10) on.zoom(spread / now);
      spread = now;
    } else if (pointers.size === 1 && (Math.hypot(p.x - p.fromX, p.y - p.fromY) > TAP_PX || e.timeStamp - p.at > TAP_MS)) {
      on.drag(dx, dy);
    }
  };
  const up = (e: PointerEvent): void => {
    const p = pointers.get(e.pointerId);
    pointers.delete(e.pointerId);
    spread = pair();
    if (!p || e.type !== 'pointerup' || pointers.size > 0 || e.button === 2) return;
    if (Math.hypot(e.clientX - p.fromX, e.clientY - p.fromY) > TAP_PX || e.timeStamp - p.at > TAP_MS) return;
    const box = canvas.getBoundingClientRect();
    on.tap(e.clientX - box.left, e.clientY - box.top);
  };
  const wheel = (e: WheelEvent): void => {
    e.preventDefault();
    const lines = e.deltaMode === 1 ? e.deltaY * 30 : e.deltaY;
    on.zoom(Math.exp(Math.max(-200, Math.min(200, lines)) * 0.0014));
  };
  const menu = (e: Event): void => e.preventDefault();
  canvas.addEventListener('pointerdown', down);
  canvas.addEventListener('pointermove', move);
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);
  canvas.addEventListener('wheel', wheel, { passive: false });
  canvas.addEventListener('contextmenu', menu);
  const touch = canvas.style.touchAction;
  canvas.style.touchAction = 'none';
  return () => {
    canvas.style.touchAction = touch;
    canvas.removeEventListener('pointerdown', down);
    canvas.removeEventListener('pointermove', move);
    canvas.removeEventListener('pointerup', up);
    canvas.removeEventListener('pointercancel', up);
    canvas.removeEventListener('wheel', wheel);
    canvas.removeEventListener('contextmenu', menu);
  };
}
