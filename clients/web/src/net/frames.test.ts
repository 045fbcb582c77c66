import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decode } from './codec.ts';
import {
  Delta,
  type Fragment,
  type Frame,
  metres,
  readDelta,
  readKeyframe,
  readMoves,
  readNames,
  readView,
  Records,
  resolveTick,
  speedOf,
  stateOf,
} from './frames.ts';
import { FRAME, Kind, LOOK_BYTES, State } from './messages.ts';

const GOLDEN = new URL('../../../../tests/protocol/golden/', import.meta.url);
const cases = readdirSync(GOLDEN)
  .filter((file) => file.startsWith('frame_') && file.endsWith('.json'))
  .map((file) => file.replace('.json', ''));

type Column = number[] | { count: number; sum: number };

/** As the golden files give a column: its values, or count and weighted sum of a long one. */
function column(values: ArrayLike<number>, count: number): Column {
  const list = Array.from(values).slice(0, count);
  if (count <= 500) return list;
  return { count, sum: list.reduce((sum, value, i) => sum + (i + 1) * value, 0) };
}

function moves(r: Records): Record<string, Column> {
  return {
    id: column(r.id, r.count),
    qx: column(r.qx, r.count),
    qy: column(r.qy, r.count),
    heading: column(r.heading, r.count),
    state: column(r.state, r.count),
  };
}

function enters(r: Records): Record<string, Column> {
  return { ...moves(r), look: column(r.look, r.count * LOOK_BYTES) };
}

const records = new Records();
const delta = new Delta();

function content({ kind, data }: Fragment): object {
  switch (kind) {
    case Kind.MOVES:
      readMoves(data, records);
      return { moves: moves(records) };
    case Kind.KEYFRAME:
      readKeyframe(data, records);
      return { enters: enters(records) };
    case Kind.DELTA: {
      readDelta(data, delta);
      const { id, toCell, count } = delta.leaves;
      const leaves = { id: column(id, count), to_cell: column(toCell, count) };
      return { leaves, enters: enters(delta.enters), moves: moves(delta.moves) };
    }
    case Kind.NAMES: {
      const names: [number, number[], string][] = [];
      readNames(data, (id, look, name) => names.push([id, [...look], name]));
      return { names };
    }
    case Kind.VIEW: {
      const { near, middle, far } = readView(data);
      return { near: [...near], middle: [...middle], far: [...far] };
    }
  }
}

function asFrame(data: Uint8Array): Frame {
  const message = decode(data);
  if (message.code !== FRAME) throw new Error('not a frame');
  return message;
}

describe('golden frames', () => {
  test('there are some', () => expect(cases.length).toBeGreaterThan(10));
  test.each(cases)('%s says the same as to the Python client', (name) => {
    const wanted = JSON.parse(readFileSync(new URL(`${name}.json`, GOLDEN), 'utf8')) as object;
    const { code: _, fragments, ...head } = asFrame(
      new Uint8Array(readFileSync(new URL(`${name}.bin`, GOLDEN))),
    );
    const told = fragments.map((f) => ({ cell: f.cell, kind: f.kind, tick: f.tick, ...content(f) }));
    expect({ frame: { ...head, fragments: told } }).toEqual(wanted);
  });
});

test('fragments are views of the received bytes', () => {
  const bytes = new Uint8Array(readFileSync(new URL('frame_keyframe.bin', GOLDEN)));
  expect(asFrame(bytes).fragments[0]!.data.buffer).toBe(bytes.buffer);
});

test('a tick is the youngest with these seven bits that is not after the frame', () => {
  expect([0, 2, 3, 127].map((low) => resolveTick(low, 130))).toEqual([128, 130, 3, 127]);
});

test('state and speed share a byte', () => {
  const byte = (State.DANCE << 5) | 20;
  expect([stateOf(byte), speedOf(byte)]).toEqual([State.DANCE, 5]);
});

test('a position is the middle of its square', () => {
  expect(metres(0, 8)).toBeCloseTo(8 / 8192);
  expect(metres(4095, 8)).toBeCloseTo(8 - 8 / 8192);
});

test.each([
  ['moves of 8 bytes', () => readMoves(new Uint8Array(8), records)],
  ['a keyframe of 13 bytes', () => readKeyframe(new Uint8Array(13), records)],
  ['a delta of one byte', () => readDelta(new Uint8Array(1), delta)],
  ['a delta that promises more', () => readDelta(Uint8Array.of(1, 1, 0, 0), delta)],
  ['a delta with half a move', () => readDelta(Uint8Array.of(0, 0, 1, 2, 3), delta)],
  ['names that are cut off', () => readNames(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 5, 65), () => {})],
  ['names without length', () => readNames(Uint8Array.of(1, 0, 0), () => {})],
  ['a view of 5 bytes', () => readView(new Uint8Array(5))],
  ['a view that promises more', () => readView(Uint8Array.of(1, 0, 0, 0, 0, 0))],
])('%s are refused', (_, read) => {
  expect(read).toThrow(RangeError);
});

test('names that are not UTF-8 are refused', () => {
  const data = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1, 0xff);
  expect(() => readNames(data, () => {})).toThrow(TypeError);
});
