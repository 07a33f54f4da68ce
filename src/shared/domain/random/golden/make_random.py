"""Writes random.json beside this file: python make_random.py (standard library only)."""
import json
import pathlib

from random_port import Random, murmur3

here = pathlib.Path(__file__).parent
paths = [[0], [42], [42, "augment", 7, 123], [-5, "größe"], [2**53 - 1, "fold", 0]]
streams = []
for path in paths:
    streams.append({
        "path": path,
        "uint32": [r.uint32() for r in [Random(*path)] for _ in range(8)],
        "uniform": [r.uniform() for r in [Random(*path)] for _ in range(8)],
        "integer": [r.integer(n) for r in [Random(*path)] for n in (1, 2, 3, 10, 1000, 3000000000, 2**32)],
        "normal": [r.normal() for r in [Random(*path)] for _ in range(9)],
        "shuffle": Random(*path).shuffle(list(range(12))),
    })
hashes = [[text, seed, murmur3(text.encode("utf-16-le"), seed)] for text in ("", "a", "ab", "größe", "[42]") for seed in (0, 1, 2**32 - 1)]
(here / "random.json").write_text(json.dumps({"hashes": hashes, "streams": streams}, ensure_ascii=False) + "\n")
