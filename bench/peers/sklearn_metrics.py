"""Times scikit-learn's report and matrix on labels from a file; prints seconds and the figures as JSON."""

import json
import sys
import time

import numpy
from sklearn.metrics import classification_report, confusion_matrix

path, count, models, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
labels = numpy.fromfile(path, dtype=numpy.int32).reshape(models + 1, count)
truth, predictions = labels[0], labels[1:]
times = []
for _ in range(rounds):
    start = time.perf_counter()
    reports = [classification_report(truth, p, output_dict=True, zero_division=0) for p in predictions]
    matrices = [confusion_matrix(truth, p) for p in predictions]
    times.append(time.perf_counter() - start)
print(json.dumps({
    'milliseconds': sorted(times)[rounds // 2] * 1000,
    'accuracy': [r['accuracy'] for r in reports],
    'macroF1': [r['macro avg']['f1-score'] for r in reports],
    'diagonal': [int(m.trace()) for m in matrices],
}))
