"""The reference model in NumPy, vectorised over trials: arrays [actor, trial], in chunks that stay in the cache.

    python3 reference_numpy.py TRIALS SEED [--pairs] [--chunk N]

It prints the JSON that all peers print; tests/peers/README.md describes it.
"""

import argparse
import json
import os
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np  # noqa: E402

ACTORS = 36
STEPS = 40
A = np.arange(ACTORS)
K0 = (0.05 + 0.002 * (A % 11))[:, None]
K1 = (-2 + 0.05 * (A % 13))[:, None]
K2 = (0.02 + 0.001 * (A % 9))[:, None]
W = (1 + A % 6) / 315
R = 0.01 * ((5 * A[:, None] + 3 * A) % 21 - 10.0)
np.fill_diagonal(R, 0)


def clamp(x, low, high):
    """Twice as fast as np.clip here; in place."""
    np.maximum(x, low, out=x)
    return np.minimum(x, high, out=x)


def step_pairs(r, x0, x4, g0):
    """Steps all pairs in place, row by row so that a row stays in the first cache; gives what each actor's pairs summed to before."""
    q = np.empty_like(x0)
    pull = 0.01 * x4
    push = 0.002 * g0
    work = np.empty_like(x0)
    for a in range(ACTORS):
        row = r[a]
        np.sum(row, axis=0, out=q[a])
        np.subtract(x0[a], x0, out=work)
        work *= pull
        work += push
        row *= 0.98
        row += work
        clamp(row, -1, 1)
        row[a] = 0
    return q


def chunk(rng, trials, pairs):
    """The six measures of some trials, [6, trial]. The phases are those of docs/language.md: rules, states, lifecycles."""
    shape = (ACTORS, trials)

    def begin(values):
        return np.repeat(np.asarray(values, float)[:, None], trials, axis=1)

    x0, x1, x2 = begin(0.2 + 0.04 * (A % 5)), begin(1 + 0.1 * (A % 7)), begin(0.05 * (A % 3))
    x3, x4, x5 = begin(K2[:, 0]), begin(0.3 + 0.05 * (A % 4)), np.ones(shape)
    s = [np.full(shape, k == 0) for k in range(5)]  # one mask for each state of the machine
    g0, g1, n = np.full(trials, 0.1), np.full(trials, 0.5), np.zeros(trials)
    r = np.repeat(R[:, :, None], trials, axis=2) if pairs else None

    for _ in range(STEPS):
        # Rules: whether an event happens, judged by the state as the step begins.
        u = K1 + 1.5 * x2 + 0.8 * x0 - x4
        fired = rng.random(shape) < 0.25 / (1 + np.exp(-u))
        x3 -= 0.15 * fired
        np.maximum(x3, -2, out=x3)
        x4 += 0.11 * fired
        np.minimum(x4, 1, out=x4)
        n += fired.sum(axis=0)

        # States: all maps read what stood when the phase began.
        m0, m1, m2 = x0.mean(axis=0), W @ x1, x2.max(axis=0)
        drift = 0.3 * x0 * g0 - 0.15 * x2
        if pairs:
            drift += 0.01 * step_pairs(r, x0, x4, g0)
        x5 *= 0.97
        x5 += 0.05 * x1
        x5 -= 0.1 * s[3]
        clamp(x5, 0, 10)
        x0 = clamp(x0 + K0 * (x2 - x0) + 0.03 * g0 - 0.005 * x4, 0, 1)
        x1 = clamp(x1 * (1 + 0.004 * x3), 0.01, 10)
        x2 = clamp(x2 + drift + 0.1 * rng.standard_normal(shape), -2, 2)
        x3 = 0.9 * x3 + 0.1 * K2
        x4 = clamp(x4 + 0.05 * (g1 - x4) - 0.01, 0, 1)
        g0 = clamp(0.9 * g0 + 0.08 * (m0 - 0.1) + 0.02 * m2, -2, 2)
        g1 = 0.95 * g1 + 0.05 * m1

        # Lifecycles: guards read the new state.
        wake = s[0] & (x2 > 0.3)
        alarm = s[1] & fired
        calm = s[1] & ~fired & (x2 < 0.1)
        act = s[2] & (x0 > 0.25) & (x4 > 0.3)
        relent = s[2] & ~act & (x2 < 0.2)
        tire = s[3] & ((x5 < 0.5) | (x4 < 0.2))
        rest = s[4] & (x2 < 0)
        s[0] ^= wake | calm | rest
        s[1] ^= wake | alarm | calm | relent
        s[2] ^= alarm | act | relent
        s[3] ^= act | tire
        s[4] ^= tire | rest

    return np.stack([x1.mean(axis=0), x0.mean(axis=0), s[3].sum(axis=0), n, g0, x2.mean(axis=0)])


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("trials", type=int)
    arguments.add_argument("seed", type=int)
    arguments.add_argument("--pairs", action="store_true")
    arguments.add_argument("--chunk", type=int)
    options = arguments.parse_args()
    size = options.chunk or (256 if options.pairs else 512)
    rng = np.random.Generator(np.random.SFC64(options.seed))
    start = time.thread_time()
    chunks = [chunk(rng, min(size, options.trials - first), options.pairs) for first in range(0, options.trials, size)]
    seconds = time.thread_time() - start
    measures = np.concatenate(chunks, axis=1)
    means, sds = measures.mean(axis=1), measures.std(axis=1, ddof=1)
    print(json.dumps({"trials": options.trials, "seconds": seconds, "measures": {f"y{k}": [means[k], sds[k]] for k in range(6)}}))


if __name__ == "__main__":
    main()
