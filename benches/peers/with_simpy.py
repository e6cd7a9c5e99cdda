"""REF-1 as somebody who knows SimPy writes it: a process for each seat and one for each opportunity that is won."""

from __future__ import annotations

import numpy as np
import simpy

import ref_1 as model


class Company:
    def __init__(self, env: simpy.Environment, rng: np.random.Generator) -> None:
        self.env, self.rng = env, rng
        self.active = np.zeros((model.SEATS, model.MONTHS), dtype=bool)
        self.own = np.zeros((model.SEATS, model.MONTHS))

    def seat(self, ix: int):
        tenure, month = ix % 12, 0
        while month < model.MONTHS:
            self.active[ix, month] = True
            ramp = min(1.0, (tenure + 1) / model.RAMP_MONTHS)
            for _ in range(self.rng.poisson(model.RATE * ramp * model.SEASON[month % 12])):
                self.env.process(self.opportunity(ix))
            leaves = self.rng.random() < model.LEAVE
            away = 1 + (model.VACANT if leaves else 0)
            tenure = 0 if leaves else tenure + 1
            month += away
            yield self.env.timeout(away)

    def opportunity(self, seat: int):
        if self.rng.random() >= model.WIN:
            return
        # It is found at the middle of its month.
        yield self.env.timeout(0.5 + self.rng.lognormal(*model.CYCLE))
        self.own[seat, int(self.env.now)] += self.rng.lognormal(*model.SIZE)


def simulate(trials: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(trials):
        env = simpy.Environment()
        company = Company(env, rng)
        for ix in range(model.SEATS):
            env.process(company.seat(ix))
        env.run(until=model.MONTHS)
        months = company.active.reshape(1, model.SEATS, model.QUARTERS, 3).sum(axis=3)
        of_seats = (company.own * company.active).reshape(1, model.SEATS, model.QUARTERS, 3).sum(axis=3)
        rows.append(model.outputs(company.own.sum(axis=0, keepdims=True), of_seats, months))
    return np.vstack(rows)


if __name__ == "__main__":
    model.main(simulate)
