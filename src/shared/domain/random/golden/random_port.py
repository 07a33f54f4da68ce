"""The generator of random.ts written a second time, so that Python oracles can draw the same numbers."""
import json
import math

MASK = 0xFFFFFFFF
WORD_SEEDS = (0x9E3779B9, 0x243F6A88, 0xB7E15162, 0x8AED2A6B)


def rotate(value, bits):
    return ((value << bits) | (value >> (32 - bits))) & MASK


def murmur3(data, seed):
    value = seed
    for at in range(0, len(data) // 4 * 4, 4):
        block = int.from_bytes(data[at:at + 4], "little")
        block = rotate(block * 0xCC9E2D51 & MASK, 15) * 0x1B873593 & MASK
        value = (rotate(value ^ block, 13) * 5 + 0xE6546B64) & MASK
    tail = data[len(data) // 4 * 4:]
    if tail:
        block = int.from_bytes(tail, "little")
        value ^= rotate(block * 0xCC9E2D51 & MASK, 15) * 0x1B873593 & MASK
    value ^= len(data)
    value = (value ^ (value >> 16)) * 0x85EBCA6B & MASK
    value = (value ^ (value >> 13)) * 0xC2B2AE35 & MASK
    return value ^ (value >> 16)


class Random:
    def __init__(self, seed, *path):
        key = json.dumps([seed, *path], separators=(",", ":"), ensure_ascii=False).encode("utf-16-le")
        self.state = [murmur3(key, word) for word in WORD_SEEDS]
        self.spare = None

    def uint32(self):
        s0, s1, s2, s3 = self.state
        result = rotate(s1 * 5 & MASK, 7) * 9 & MASK
        s2, s3 = s2 ^ s0, s3 ^ s1
        self.state = [s0 ^ s3, s1 ^ s2, s2 ^ (s1 << 9 & MASK), rotate(s3, 11)]
        return result

    def uniform(self):
        high = self.uint32() >> 5
        return (high * 0x4000000 + (self.uint32() >> 6)) / 0x20000000000000

    def integer(self, below):
        limit = (1 << 32) - (1 << 32) % below
        draw = self.uint32()
        while draw >= limit:
            draw = self.uint32()
        return draw % below

    def normal(self):
        if self.spare is not None:
            kept, self.spare = self.spare, None
            return kept
        while True:
            x, y = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            square = x * x + y * y
            if 0 < square < 1:
                factor = math.sqrt(-2 * math.log(square) / square)
                self.spare = y * factor
                return x * factor

    def shuffle(self, items):
        for last in range(len(items) - 1, 0, -1):
            other = self.integer(last + 1)
            items[last], items[other] = items[other], items[last]
        return items
