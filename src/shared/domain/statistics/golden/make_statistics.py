"""Writes statistics.json beside this file: python make_statistics.py (SciPy, statsmodels, scikit-learn, NumPy)."""
import json
import pathlib
import sys

import numpy as np
import scipy
import statsmodels
from scipy import stats
from sklearn.metrics import f1_score
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parent.parent / "random" / "golden"))
sys.dont_write_bytecode = True
from random_port import Random  # noqa: E402

random = Random(7, "statistics")


def wilson(successes, trials, confidence):
    interval = stats.binomtest(successes, trials).proportion_ci(confidence, "wilson")
    return [successes, trials, confidence, float(interval.low), float(interval.high)]


def paired(a, b):
    # Not for 25 or more pairs with a = b: statsmodels subtracts the correction from a difference of 0 and squares it.
    exact = a + b < 25
    result = mcnemar([[0, a], [b, 0]], exact=exact, correction=True)
    return [a, b, "exact" if exact else "chi-square", float(result.pvalue)]


def holm(count):
    p_values = [random.uniform() ** 3 / 5 for _ in range(count)]
    return [p_values, multipletests(p_values, method="holm")[1].tolist()]


def bootstrap(seed, count, classes, resamples):
    truth = [random.integer(classes) for _ in range(count)]
    guesses = [label if random.integer(3) else random.integer(classes) for label in truth]
    draw = Random(seed, "bootstrap")
    values = []
    for _ in range(resamples):
        rows = [draw.integer(count) for _ in range(count)]
        values.append(f1_score([truth[r] for r in rows], [guesses[r] for r in rows], average="macro", zero_division=0))
    low, high = np.percentile(values, [2.5, 97.5])
    return {"seed": seed, "classes": classes, "resamples": resamples, "truth": truth, "guesses": guesses,
            "interval": [float(low), float(high)]}


trials = [(9, 15), (8, 15), (0, 15), (15, 15), (1, 1), (63, 90), (9110, 10000)]
(here / "statistics.json").write_text(json.dumps({
    "versions": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
    "quantiles": [[c, float(stats.norm.ppf((1 + c) / 2))] for c in (0.01, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.999999)],
    "tails": [[z, float(2 * stats.norm.sf(z))] for z in (0, 0.1, 1, 1.96, 2.5, 2.83, 2.9, 4, 6, 8, 20, 37)],
    "binomial": [[k, n, p, float(stats.binom.sf(k - 1, n, p))] for k, n, p in
                 ((1, 1, 0.5), (3, 6, 1 / 9), (5, 6, 1 / 9), (17, 24, 0.5), (500, 3000, 1 / 9), (2000, 2000, 0.9))],
    "wilson": [wilson(k, n, c) for k, n in trials for c in (0.9, 0.95, 0.99)],
    "mcnemar": [paired(a, b) for a, b in
                ((0, 0), (1, 0), (0, 6), (3, 4), (6, 6), (20, 4), (12, 12), (12, 13), (25, 0), (40, 20), (300, 420))],
    "holm": [holm(n) for n in (1, 2, 3, 10, 28)] + [[[0.04, 0.01, 0.03], multipletests([0.04, 0.01, 0.03], method="holm")[1].tolist()]],
    "bootstrap": [bootstrap(42, 15, 10, 400), bootstrap(1, 60, 3, 200)],
}) + "\n")
