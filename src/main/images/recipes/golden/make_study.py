"""Writes study.json beside this file: python make_study.py (Pillow 11): the study's path on the fixtures, in base64."""
import base64
import json
import pathlib

import PIL
from PIL import Image, ImageOps

here = pathlib.Path(__file__).parent


def study(picture):
    grey = picture.convert("L").point(lambda value: 255 - value)
    return base64.b64encode(grey.resize((28, 28), Image.Resampling.LANCZOS).tobytes()).decode()


photos = {
    path.name: study(ImageOps.exif_transpose(Image.open(path))) for path in sorted((here.parent / "fixtures").glob("*.jpg"))
}
(here / "study.json").write_text(json.dumps({"pillow": PIL.__version__, "photos": photos}, indent=1) + "\n")
