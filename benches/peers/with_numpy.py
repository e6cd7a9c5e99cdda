"""REF-1 as somebody who knows NumPy writes it: arrays over trials and seats, a loop over months."""

from __future__ import annotations

import numpy as np

import ref_1 as model

CHUNK = 250


def chunk(trials: int, rng: np.random.Generator) -> np.ndarray:
    shape = (trials, model.SEATS)
    tenure = np.broadcast_to(np.arange(model.SEATS) % 12, shape).copy()
    vacant = np.zeros(shape, dtype=np.int64)
    active = np.zeros((*shape, model.MONTHS), dtype=bool)
    won_trial, won_seat, won_month = [], [], []
    for month in range(model.MONTHS):
        there = vacant == 0
        active[:, :, month] = there
        ramp = np.minimum(1.0, (tenure + 1) / model.RAMP_MONTHS)
        found = rng.poisson(np.where(there, model.RATE * ramp * model.SEASON[month % 12], 0.0))
        wins = rng.binomial(found, model.WIN)
        trial, seat = np.nonzero(wins)
        n = wins[trial, seat]
        won_trial.append(np.repeat(trial, n))
        won_seat.append(np.repeat(seat, n))
        won_month.append(np.full(n.sum(), month))
        leaves = there & (rng.random(shape) < model.LEAVE)
        vacant = np.where(leaves, model.VACANT, np.maximum(vacant - 1, 0))
        comes = (vacant == 0) & ~there
        tenure = np.where(comes, 0, tenure + 1)
    trial, seat, month = map(np.concatenate, (won_trial, won_seat, won_month))
    cycle = rng.lognormal(*model.CYCLE, size=trial.size)
    size = rng.lognormal(*model.SIZE, size=trial.size)
    month = np.floor(month + 0.5 + cycle).astype(np.int64)
    inside = month < model.MONTHS
    trial, seat, month, size = trial[inside], seat[inside], month[inside], size[inside]
    booked = np.zeros((trials, model.MONTHS))
    np.add.at(booked, (trial, month), size)
    of_seats = np.zeros((*shape, model.QUARTERS))
    credited = active[trial, seat, month]
    np.add.at(of_seats, (trial[credited], seat[credited], month[credited] // 3), size[credited])
    months = active.reshape(*shape, model.QUARTERS, 3).sum(axis=3)
    return model.outputs(booked, of_seats, months)


def simulate(trials: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    sizes = [min(CHUNK, trials - done) for done in range(0, trials, CHUNK)]
    return np.vstack([chunk(size, rng) for size in sizes])


if __name__ == "__main__":
    model.main(simulate)
