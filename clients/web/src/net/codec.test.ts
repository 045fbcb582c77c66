import { readdirSync, readFileSync } from 'node:fs';
import { encode as pack } from '@msgpack/msgpack';
import { describe, expect, test } from 'vitest';
import { decode, encode, ProtocolError } from './codec.ts';
import {
  BYE,
  type ClientMessage,
  CLIENT_SHAPES,
  ERROR_REPLY,
  FETCH_CHAT,
  HASH,
  HELLO,
  PONG,
  SERVER_SHAPES,
  VERSION,
} from './messages.ts';

const GOLDEN = new URL('../../../../tests/protocol/golden/', import.meta.url);
const messages = (side: string) =>
  readdirSync(GOLDEN)
    .filter((file) => file.startsWith(side) && file.endsWith('.json'))
    .map((file) => file.replace('.json', ''));
const bytes = (name: string) => new Uint8Array(readFileSync(new URL(`${name}.bin`, GOLDEN)));
const meaning = (name: string) =>
  (JSON.parse(readFileSync(new URL(`${name}.json`, GOLDEN), 'utf8')) as { message: unknown })
    .message;

describe('golden messages', () => {
  test('there is one for every declared message', () => {
    expect(messages('client_')).toHaveLength(Object.keys(CLIENT_SHAPES).length);
    expect(messages('server_')).toHaveLength(Object.keys(SERVER_SHAPES).length);
  });
  test.each(messages('client_'))('%s is encoded to the same bytes as by the server', (name) => {
    expect(encode(meaning(name) as ClientMessage)).toEqual(bytes(name));
  });
  test.each(messages('server_'))('%s says the same as to the server', (name) => {
    expect(decode(bytes(name))).toEqual(meaning(name));
  });
});

test('fields that are left out get their defaults', () => {
  const hello = encode({ code: HELLO, version: VERSION, hash: HASH, name: '서울이' });
  expect(hello).toEqual(
    pack([1, VERSION, HASH, 'ko', 0, '서울이', [1, 1, 0, 0, 0, 0, 1], '', '', '', '', '', 0, 0, 0]),
  );
  expect(encode({ code: BYE })).toEqual(pack([16]));
  expect(encode({ code: FETCH_CHAT, after: 0 })).toEqual(pack([12, 0]));
});

test('a server that leaves out fields with defaults is understood', () => {
  expect(decode(pack([ERROR_REPLY, 1, 2, 'world_full']))).toEqual({
    code: ERROR_REPLY,
    event: 1,
    ref: 2,
    error: 'world_full',
    retry_s: 0,
  });
});

test('an ArrayBuffer is decoded as it comes from a WebSocket', () => {
  const { buffer } = pack([PONG, 1, 2]).slice();
  expect(decode(buffer)).toEqual({ code: PONG, time_ms: 1, server_ms: 2 });
});

test.each([
  ['nothing', []],
  ['not an array', pack({ a: 1 })],
  ['an empty array', pack([])],
  ['an unknown code', pack([200, 1])],
  ["a client's message", pack([HELLO, 1, 'x'])],
  ['a text as code', pack(['65'])],
  ['a cut off message', pack([PONG, 1])],
  ['cut off bytes', pack([PONG, 1, 70000]).subarray(0, 5)],
  ['two messages in one', [...pack([PONG, 1, 2]), ...pack([PONG, 1, 2])]],
  ['a frame without fragments', pack([0, 1, 2, 3, 4])],
  ['a frame with a negative tick', pack([0, 1, -2, 3, 4, []])],
  ['a fragment of an unknown kind', pack([0, 1, 2, 3, 4, [[1, 9, 2, new Uint8Array()]]])],
  ['a fragment with text', pack([0, 1, 2, 3, 4, [[1, 0, 2, 'abc']]])],
  ['a fragment of a far cell', pack([0, 1, 2, 3, 4, [[65536, 0, 2, new Uint8Array()]]])],
])('%s is refused with a ProtocolError', (_, data) => {
  expect(() => decode(Uint8Array.from(data))).toThrow(ProtocolError);
});
