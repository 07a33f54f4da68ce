"""Writes pixels.json.gz beside this file: python make_pixels.py (Pillow 11, as in the study, and NumPy).

The test draws the same synthetic pictures; the file holds what Pillow makes of them, bytes in base64.
"""
import base64
import gzip
import json
import pathlib

import numpy as np
import PIL
from PIL import Image

here = pathlib.Path(__file__).parent
KERNELS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "area": Image.Resampling.BOX,
    "lanczos3": Image.Resampling.LANCZOS,
    "cubic": Image.Resampling.BICUBIC,
}
SOURCES = [(40, 30, 3), (64, 64, 1), (17, 93, 3), (5, 5, 1), (301, 200, 3), (1, 7, 1)]
TARGETS = [(28, 28), (8, 50), (90, 3), (64, 64)]


def draw(width, height, channels):
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    return ((((x * x * 3 + y * 7 + c * 50) ^ (x * y)) + 64 * ((x // 9 + y // 5) % 2)) & 255).astype(np.uint8)


def image(pixels):
    return Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def encode(picture):
    return base64.b64encode(picture.tobytes()).decode()


resized = []
for source in SOURCES:
    for target in TARGETS:
        for name, kernel in KERNELS.items():
            resized.append([source, target, name, encode(image(draw(*source)).resize(target, kernel))])

luma = [[source, encode(image(draw(*source)).convert("L"))] for source in SOURCES if source[2] == 3]
study = []
for source in SOURCES:
    picture = image(draw(*source)).convert("L").point(lambda value: 255 - value)
    study.append([source, encode(picture.resize((28, 28), Image.Resampling.LANCZOS))])

document = {"pillow": PIL.__version__, "resized": resized, "luma": luma, "study": study}
with open(here / "pixels.json.gz", "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
    packed.write(json.dumps(document, separators=(",", ":")).encode())
