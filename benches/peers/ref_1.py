"""REF-1, a small honest model of a sales organisation, as every peer computes it: its numbers, its exact means, its outputs.

1. 100 seats, 24 months; a season by calendar month.
2. Seat i starts with a rep of tenure i mod 12; a rep of tenure t has ramp min(1, (t + 1) / 6).
3. At each month's end an active rep leaves with probability 0.02; the seat is vacant for two months, then a new rep begins.
4. An active rep finds Poisson(3 x ramp x season) opportunities a month, each won with probability 0.25; what is won has a
   cycle, lognormal with mean 3 months and cv 0.6, and a size, lognormal with mean 50,000 and cv 1.
5. It is booked in month floor(m + 0.5 + cycle), to the seat or, while that is vacant, to the company only.
6. A seat-quarter with a active months has the quota 100,000 x a / 3 and pays 10 % up to it and 15 % above.
7. Outputs of a trial: bookings of 8 quarters and 2 years, commission of 8 quarters and in all, the share of seat-quarters with
   somebody there that reach their quota.

`scenarios/ref-1` is the same model for Foresell. The peers need NumPy, Numba and SimPy and are run one by one, such as
`python benches/peers/with_numba.py --trials 2000`, which prints the CPU time of a trial and whether the means are right.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable

import numpy as np

SEATS, MONTHS, QUARTERS = 100, 24, 8
SEASON = (0.85, 0.90, 1.10, 0.95, 1.00, 1.10, 0.85, 0.90, 1.05, 1.00, 1.10, 1.20)
RAMP_MONTHS, RATE, LEAVE, VACANT, WIN = 6, 3.0, 0.02, 2, 0.25
QUOTA, BELOW, ABOVE = 100_000.0, 0.10, 0.15
OUTPUTS = 20
YEAR_1, YEAR_2, COMMISSION, SHARE = 8, 9, 18, 19

# Exact means of the model and how much a trial varies around them: the check of every peer.
EXACT = {YEAR_1: (29_089_483.57, 1.77e6), YEAR_2: (41_136_377.73, 2.15e6)}


def lognormal(mean: float, cv: float) -> tuple[float, float]:
    """Location and scale of a lognormal law with a mean and a coefficient of variation."""
    scale = math.sqrt(math.log1p(cv * cv))
    return math.log(mean) - 0.5 * scale * scale, scale


CYCLE, SIZE = lognormal(3.0, 0.6), lognormal(50_000.0, 1.0)


def outputs(booked: np.ndarray, of_seats: np.ndarray, active: np.ndarray) -> np.ndarray:
    """The outputs of some trials, shape (trials, 20).

    booked: of the company, (trials, months); of_seats: in active months, (trials, seats, quarters);
    active: active months of each seat-quarter, of the same shape.
    """
    trials = booked.shape[0]
    quarters = booked.reshape(trials, QUARTERS, 3).sum(axis=2)
    years = quarters.reshape(trials, 2, 4).sum(axis=2)
    quota = QUOTA * active / 3.0
    commission = BELOW * np.minimum(of_seats, quota) + ABOVE * np.maximum(of_seats - quota, 0.0)
    by_quarter = commission.sum(axis=1)
    there = active > 0
    reached = (there & (of_seats >= quota)).sum(axis=(1, 2)) / there.sum(axis=(1, 2))
    return np.column_stack([quarters, years, by_quarter, by_quarter.sum(axis=1), reached])


def summary(values: np.ndarray) -> np.ndarray:
    """Mean, P10, P50 and P90 of each output."""
    return np.vstack([values.mean(axis=0), np.quantile(values, [0.1, 0.5, 0.9], axis=0)])


def main(simulate: Callable[[int, int], np.ndarray]) -> None:
    """Runs a peer: prints microseconds of CPU for each trial, and whether it agrees with the exact means.

    simulate: (trials, seed) to outputs of shape (trials, 20)
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    simulate(2, args.seed)  # what is compiled is compiled before the clock runs
    begun = time.process_time()
    values = simulate(args.trials, args.seed)
    stats = summary(values)
    spent = time.process_time() - begun
    z = {
        str(output): float((values[:, output].mean() - mean) / (spread / math.sqrt(args.trials)))
        for output, (mean, spread) in EXACT.items()
    }
    json.dump(
        {
            "trials": args.trials,
            "micros_per_trial": 1e6 * spent / args.trials,
            "z_of_exact_means": z,
            "year_2": [float(value) for value in stats[:, YEAR_2]],
            "commission": float(stats[0, COMMISSION]),
            "share_at_quota": float(stats[0, SHARE]),
        },
        sys.stdout,
    )
    print()
    if any(abs(value) > 5 for value in z.values()):
        sys.exit("the means are not those of the model")
