import { expect, test } from 'vitest';
import { Drawn } from './drawn';

function card(): { gl: WebGL2RenderingContext; finish: () => void; fences: () => number } {
  let signaled = false;
  let fences = 0;
  const gl = {
    SYNC_GPU_COMMANDS_COMPLETE: 1, SYNC_STATUS: 2, SIGNALED: 3,
    fenceSync: () => { fences++; signaled = false; return {}; },
    flush: () => undefined,
    deleteSync: () => { fences--; },
    getSyncParameter: () => (signaled ? 3 : 0),
  };
  return { gl: gl as unknown as WebGL2RenderingContext, finish: () => { signaled = true; }, fences: () => fences };
}

test('a frame counts as drawn when the card has finished it, not when it was asked for', async () => {
  const { gl, finish, fences } = card();
  const drawn = new Drawn(gl);
  let seen = false;
  const waiting = drawn.next().then(() => { seen = true; });
  drawn.afterFrame();
  drawn.afterFrame();
  await Promise.resolve();
  expect(seen).toBe(false);
  finish();
  drawn.afterFrame();
  await waiting;
  expect(seen).toBe(true);
  expect(fences()).toBe(0);
});

test('a world that comes meanwhile is waited for with a fence of its own', async () => {
  const { gl, finish } = card();
  const drawn = new Drawn(gl);
  const first = drawn.next();
  drawn.afterFrame();
  finish();
  const second = drawn.next();
  drawn.afterFrame();
  let seen = false;
  void second.then(() => { seen = true; });
  drawn.afterFrame();
  await Promise.resolve();
  expect(seen).toBe(false);
  finish();
  drawn.afterFrame();
  await expect(Promise.all([first, second])).resolves.toHaveLength(2);
});

test('who waits is let go where nothing will be drawn any more', async () => {
  const drawn = new Drawn(card().gl);
  const waiting = drawn.next();
  drawn.settle();
  await expect(waiting).resolves.toBeUndefined();
});
