"""Writes metrics.json.gz beside this file: python make_metrics.py (needs scikit-learn and NumPy).

1,000 random cases. The cases themselves are drawn again by the test from the same seeds; the file holds only what
scikit-learn says about them. Undefined figures (NaN) are null.
"""
import gzip
import json
import math
import pathlib
import sys
import warnings

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.calibration import calibration_curve

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parent.parent / "random" / "golden"))
sys.dont_write_bytecode = True
from random_port import Random  # noqa: E402

warnings.filterwarnings("ignore")
AVERAGES = ("macro", "weighted", "micro")


def draw_case(case):
    random = Random(case, "metrics")
    classes = 2 + random.integer(11)
    used = 1 + random.integer(classes)
    count = 1 + random.integer(40)
    truth, rows = [], []
    for _ in range(count):
        label = -1 if random.integer(12) == 0 else random.integer(used)
        raw = [np.float32(random.uniform()) for _ in range(classes)]
        if label >= 0 and random.integer(2) == 0:
            raw[label] = np.float32(raw[label] + np.float32(1))
        total = 0.0
        for value in raw:
            total += float(value)
        truth.append(label)
        rows.append([np.float32(float(value) / total) for value in raw])
    return classes, np.array(truth), np.array(rows, dtype=np.float32)


def clean(value):
    if isinstance(value, (list, tuple, np.ndarray)):
        return [clean(item) for item in value]
    value = float(value)
    if math.isnan(value):
        return None
    return int(value) if value.is_integer() else value


def scores(truth, predicted, zero, **how):
    return metrics.precision_recall_fscore_support(truth, predicted, zero_division=zero, **how)[:3]


def expect(case):
    classes, truth, rows = draw_case(case)
    rows, truth = rows[truth >= 0], truth[truth >= 0]
    if len(truth) == 0:
        return None
    predicted = rows.argmax(axis=1)
    labels = list(range(classes))
    exact = rows.astype(np.float64)
    confidence = exact.max(axis=1)
    right = predicted == truth
    accuracies, confidences = calibration_curve(right, confidence, n_bins=10, strategy="uniform", pos_label=True)
    # calibration_curve leaves empty bins out and counts away; the same edges give the counts.
    bins = np.bincount(np.searchsorted(np.linspace(0, 1, 11)[1:-1], confidence), minlength=10)
    gaps = np.abs(accuracies - confidences)
    return clean([
        metrics.accuracy_score(truth, predicted),
        metrics.confusion_matrix(truth, predicted, labels=labels).ravel(),
        scores(truth, predicted, np.nan, labels=labels),
        [[scores(truth, predicted, zero, average=average) for average in AVERAGES] for zero in (0, 1, np.nan)],
        scores(truth, predicted, 0, labels=labels, average="macro"),
        [metrics.top_k_accuracy_score(truth, exact, k=k, labels=labels) if classes > 2 else 1 for k in (2, 3)],
        metrics.log_loss(truth, exact, labels=labels),
        [gaps @ bins[bins > 0] / len(truth), gaps.max()],
    ])


document = {"sklearn": sklearn.__version__, "cases": [expect(case) for case in range(1000)]}
text = json.dumps(document, separators=(",", ":"))
with open(here / "metrics.json.gz", "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
    packed.write(text.encode())
