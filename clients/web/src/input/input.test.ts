// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeyboard, heading } from './keyboard';
import { createStick, push } from './stick';

describe('heading', () => {
  it('adds keys up to a direction of length one', () => {
    expect(heading(new Set(['KeyW']))).toEqual({ dx: 0, dy: 1 });
    const d = heading(new Set(['KeyW', 'KeyD']))!;
    expect(Math.hypot(d.dx, d.dy)).toBeCloseTo(1);
    expect(d.dx).toBeCloseTo(d.dy);
  });
  it('opposite keys stand still, and W with the arrow is no faster', () => {
    expect(heading(new Set(['KeyA', 'KeyD']))).toBeNull();
    expect(heading(new Set(['KeyW', 'ArrowUp']))).toEqual({ dx: 0, dy: 1 });
    expect(heading(new Set())).toBeNull();
  });
});

describe('keyboard', () => {
  let log: string[] = [];
  let stop = (): void => {};
  const key = (type: string, code: string, more: KeyboardEventInit = {}, target: EventTarget = document.body): void => {
    target.dispatchEvent(new KeyboardEvent(type, { code, bubbles: true, cancelable: true, ...more }));
  };
  beforeEach(() => {
    log = [];
    stop = createKeyboard(window, {
      move: (dx, dy, run) => log.push(`${dx.toFixed(1)},${dy.toFixed(1)}${run ? ' run' : ''}`),
      stop: () => log.push('stop'), turn: (d) => log.push(`turn ${d}`),
    });
  });
  afterEach(() => { stop(); document.body.innerHTML = ''; });

  it('tells each change once, however often the key repeats', () => {
    key('keydown', 'KeyW');
    key('keydown', 'KeyW', { repeat: true });
    key('keyup', 'KeyW');
    expect(log).toEqual(['0.0,1.0', 'stop']);
  });
  it('runs with Shift, also pressed later', () => {
    key('keydown', 'ArrowLeft');
    key('keydown', 'ShiftLeft', { key: 'Shift' });
    expect(log).toEqual(['-1.0,0.0', '-1.0,0.0 run']);
  });
  it('leaves typing and shortcuts alone', () => {
    const input = document.createElement('input');
    document.body.append(input);
    key('keydown', 'KeyW', {}, input);
    key('keydown', 'KeyS', { ctrlKey: true });
    key('keydown', 'KeyA', { metaKey: true });
    expect(log).toEqual([]);
  });
  it('stops when the window loses the keyboard', () => {
    key('keydown', 'KeyD');
    window.dispatchEvent(new Event('blur'));
    expect(log).toEqual(['1.0,0.0', 'stop']);
  });
  it('turns the view with Q and E', () => {
    key('keydown', 'KeyQ');
    key('keyup', 'KeyQ');
    key('keydown', 'KeyE');
    expect(log).toEqual(['turn 1', 'turn 0', 'turn -1']);
  });
});

describe('stick', () => {
  it('is still in the middle, analog between and runs at the rim', () => {
    expect(push(2, 2, 50)).toBeNull();
    const half = push(0, -27, 50)!;
    expect(half.dy).toBeGreaterThan(0.3);
    expect(half.dy).toBeLessThan(0.8);
    expect(half.dx).toBeCloseTo(0);
    expect(half.run).toBe(false);
    expect(push(50, 0, 50)).toMatchObject({ dx: expect.closeTo(1, 5), run: true });
  });
  it('stops once when the thumb is lifted', () => {
    const element = document.createElement('div');
    document.body.append(element);
    element.getBoundingClientRect = () => new DOMRect(0, 0, 100, 100);
    const log: string[] = [];
    createStick(element, { move: (dx, dy) => log.push(`${dx.toFixed(0)},${dy.toFixed(0)}`), stop: () => log.push('stop') });
    const send = (type: string, x: number, y: number): void => {
      element.dispatchEvent(new PointerEvent(type, { pointerId: 1, clientX: x, clientY: y, bubbles: true }));
    };
    send('pointerdown', 50, 0);
    send('pointermove', 100, 50);
    send('pointerup', 100, 50);
    send('pointerup', 100, 50);
    expect(log).toEqual(['0,1', '1,0', 'stop']);
  });
});
