"""REF-1 in Numba, tuned by hand: xoshiro256++ inline, Poisson by a table of thresholds, lives drawn whole, no allocation."""

from __future__ import annotations

import math

import numba as nb
import numpy as np

import ref_1 as model

SEATS, MONTHS, QUARTERS = model.SEATS, model.MONTHS, model.QUARTERS
WIN, VACANT = model.WIN, model.VACANT
QUOTA, BELOW, ABOVE = model.QUOTA, model.BELOW, model.ABOVE
CYCLE_AT, CYCLE_SCALE = model.CYCLE
SIZE_AT, SIZE_SCALE = model.SIZE
MOST = 24


def poisson_tables() -> np.ndarray:
    """Thresholds of the inverse of each Poisson law, (ramp, calendar month, count)."""
    tables = np.ones((model.RAMP_MONTHS, 12, MOST))
    for ramp in range(model.RAMP_MONTHS):
        for month in range(12):
            rate = model.RATE * (ramp + 1) / model.RAMP_MONTHS * model.SEASON[month]
            term = total = math.exp(-rate)
            for count in range(MOST - 1):
                tables[ramp, month, count] = total
                term *= rate / (count + 1)
                total += term
    return tables


TABLES = poisson_tables()
LOG_STAY = math.log1p(-model.LEAVE)


@nb.njit(inline="always")
def rotated(x, k):
    return (x << np.uint64(k)) | (x >> np.uint64(64 - k))


@nb.njit(inline="always")
def uniform(s):
    result = rotated(s[0] + s[3], 23) + s[0]
    t = s[1] << np.uint64(17)
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rotated(s[3], 45)
    return ((result >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0)


@nb.njit(inline="always")
def seeded(s, x):
    for i in range(4):
        x += np.uint64(0x9E3779B97F4A7C15)
        z = x
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        s[i] = z ^ (z >> np.uint64(31))


@nb.njit(fastmath=True, error_model="numpy")
def run(trials, seed, tables, out):
    s = np.empty(4, np.uint64)
    booked = np.empty(MONTHS)
    of_seat = np.empty(QUARTERS)
    months = np.empty(QUARTERS, np.int64)
    own = np.empty(MONTHS)
    there = np.empty(MONTHS, np.bool_)
    seeded(s, np.uint64(seed))
    for trial in range(trials):
        row = out[trial]
        row[:] = 0.0
        booked[:] = 0.0
        n_there = 0
        n_reached = 0
        for seat in range(SEATS):
            own[:] = 0.0
            there[:] = False
            month = 0
            tenure = seat % 12
            while month < MONTHS:
                life = 1 + int(math.log(uniform(s)) / LOG_STAY)
                end = min(MONTHS, month + life)
                for m in range(month, end):
                    there[m] = True
                    thresholds = tables[min(tenure, 5), m % 12]
                    u = uniform(s)
                    found = 0
                    while u > thresholds[found]:
                        found += 1
                    for _ in range(found):
                        if uniform(s) < WIN:
                            radius = math.sqrt(-2.0 * math.log(uniform(s)))
                            angle = 2.0 * math.pi * uniform(s)
                            cycle = math.exp(CYCLE_AT + CYCLE_SCALE * radius * math.cos(angle))
                            close = int(m + 0.5 + cycle)
                            if close < MONTHS:
                                size = math.exp(SIZE_AT + SIZE_SCALE * radius * math.sin(angle))
                                own[close] += size
                    tenure += 1
                month = end + VACANT
                tenure = 0
            of_seat[:] = 0.0
            months[:] = 0
            for m in range(MONTHS):
                booked[m] += own[m]
                if there[m]:
                    of_seat[m // 3] += own[m]
                    months[m // 3] += 1
            for quarter in range(QUARTERS):
                if months[quarter] > 0:
                    quota = QUOTA * months[quarter] / 3.0
                    credited = of_seat[quarter]
                    row[10 + quarter] += BELOW * min(credited, quota) + ABOVE * max(credited - quota, 0.0)
                    n_there += 1
                    n_reached += credited >= quota
        for m in range(MONTHS):
            row[m // 3] += booked[m]
            row[8 + m // 12] += booked[m]
        for quarter in range(QUARTERS):
            row[18] += row[10 + quarter]
        row[19] = n_reached / n_there


def simulate(trials: int, seed: int) -> np.ndarray:
    out = np.empty((trials, model.OUTPUTS))
    run(trials, seed, TABLES, out)
    return out


if __name__ == "__main__":
    model.main(simulate)
