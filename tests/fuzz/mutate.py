"""Bytes that were valid once, and bytes that never were."""

from __future__ import annotations

import random
from collections.abc import Sequence

import msgpack

INTERESTING = (0, 1, 0x7F, 0x80, 0x90, 0xC0, 0xC1, 0xC4, 0xC7, 0xCA, 0xCB, 0xDC, 0xDD, 0xDF, 0xFF)
"""Edges of bytes, and msgpack's headers of floats, bins, extensions, arrays and maps."""
VALUES = (
    None, True, False, 0, -1, 255, 65536, 2**32, 2**64 - 1, -(2**63), 0.0, -0.0, 1.5, float("nan"),
    float("inf"), float("-inf"), 1e300, "", "a" * 300, "\x00", "\u202e", "서울", b"", b"\xff" * 70,
    [], [[]], [0] * 30, {}, {"a": 1}, msgpack.Timestamp(1, 1), msgpack.ExtType(5, b"x"),
)  # fmt: skip


class Mutator:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def make(self, samples: Sequence[bytes]) -> bytes:
        """A new input: mostly a mutated sample, sometimes plain noise."""
        dice = self._random.random()
        if dice < 0.05:
            return self._random.randbytes(self._random.randrange(200))
        sample = self._random.choice(samples)
        if dice < 0.5:
            return self._structured(sample)
        return self._bytewise(bytearray(sample))

    def _bytewise(self, data: bytearray) -> bytes:
        for _ in range(self._random.choice((1, 1, 2, 5, 20))):
            self._random.choice(
                (self._flip, self._set, self._cut, self._insert, self._repeat, self._swap)
            )(data)
        return bytes(data)

    def _at(self, data: bytearray) -> int:
        return self._random.randrange(len(data) + 1)

    def _flip(self, data: bytearray) -> None:
        if data:
            data[self._random.randrange(len(data))] ^= 1 << self._random.randrange(8)

    def _set(self, data: bytearray) -> None:
        if data:
            data[self._random.randrange(len(data))] = self._random.choice(INTERESTING)

    def _cut(self, data: bytearray) -> None:
        at = self._at(data)
        del data[at : at + self._random.choice((1, 2, 8, len(data)))]

    def _insert(self, data: bytearray) -> None:
        at = self._at(data)
        data[at:at] = self._random.randbytes(self._random.choice((1, 2, 5, 9)))

    def _repeat(self, data: bytearray) -> None:
        at = self._at(data)
        data[at:at] = data[at : at + 16] * self._random.choice((1, 3, 30))

    def _swap(self, data: bytearray) -> None:
        at = self._at(data)
        data[:] = data[at:] + data[:at]

    def _structured(self, sample: bytes) -> bytes:
        """Another value somewhere inside, where the sample is msgpack; else bytewise."""
        try:
            tree = msgpack.unpackb(sample, strict_map_key=False)
            return bytes(msgpack.packb(self._replace(tree, 0)))
        except (ValueError, TypeError, OverflowError, msgpack.UnpackException):
            return self._bytewise(bytearray(sample))

    def _replace(self, tree: object, depth: int) -> object:
        inner = self._random.random() < 0.7 and depth < 4
        if isinstance(tree, list) and tree and inner:
            at = self._random.randrange(len(tree))
            kind = self._random.random()
            if kind < 0.1:
                return tree[:at]
            if kind < 0.2:
                return [*tree, self._random.choice(VALUES)]
            return [*tree[:at], self._replace(tree[at], depth + 1), *tree[at + 1 :]]
        if isinstance(tree, dict) and tree and inner:
            key = self._random.choice(list(tree))
            return {**tree, key: self._replace(tree[key], depth + 1)}
        if isinstance(tree, bytes) and inner:
            return self._bytewise(bytearray(tree))
        return self._random.choice(VALUES)
