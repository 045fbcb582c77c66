/** Bytes <-> declared messages. Pure: no socket, no clock. */
import { Decoder, Encoder } from '@msgpack/msgpack';
import { type Frame, toFrame } from './frames.ts';
import {
  CLIENT_SHAPES,
  type ClientMessage,
  FRAME,
  SERVER_SHAPES,
  type ServerMessage,
} from './messages.ts';

/** Bytes that are not what the protocol allows. */
export class ProtocolError extends Error {}

type Shape = readonly [string, ...unknown[]];
const encoder = new Encoder();
const decoder = new Decoder();

/** A message to its msgpack array; fields left out get their defaults. */
export function encode(message: ClientMessage): Uint8Array<ArrayBuffer> {
  return encoder.encode(toArray(message.code, { ...message }, CLIENT_SHAPES[message.code]!));
}

/** One WebSocket message of the server. Throws `ProtocolError`. */
export function decode(data: ArrayBuffer | Uint8Array): ServerMessage | Frame {
  const array = unpack(data);
  return array[0] === FRAME
    ? checked(() => toFrame(array))
    : (fromArray(array, SERVER_SHAPES) as unknown as ServerMessage);
}

function unpack(data: ArrayBuffer | Uint8Array): unknown[] {
  const array = checked(() => decoder.decode(data));
  if (!Array.isArray(array) || array.length === 0) throw new ProtocolError('not an array');
  return array;
}

/** What goes wrong in `read` is the fault of the bytes. */
function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ProtocolError(error instanceof Error ? error.message : 'malformed');
  }
}

function namesOf(shape: Shape): string[] {
  return shape[0] === '' ? [] : shape[0].split(' ');
}

function toArray(code: number, fields: Record<string, unknown>, shape: Shape): unknown[] {
  const names = namesOf(shape);
  const required = names.length - (shape.length - 1);
  return [code, ...names.map((name, i) => fields[name] ?? shape[1 + i - required])];
}

function fromArray(
  array: readonly unknown[],
  shapes: Readonly<Record<number, Shape>>,
): Record<string, unknown> {
  const code = array[0];
  const shape = typeof code === 'number' ? shapes[code] : undefined;
  if (!shape) throw new ProtocolError(`unknown message ${String(code)}`);
  const names = namesOf(shape);
  const required = names.length - (shape.length - 1);
  if (array.length - 1 < required) throw new ProtocolError(`message ${String(code)}: cut off`);
  const message: Record<string, unknown> = { code };
  for (const [i, name] of names.entries()) {
    message[name] = i < array.length - 1 ? array[i + 1] : shape[1 + i - required];
  }
  return message;
}
