"""Builds Entente and its peers, runs them against each other in rounds, and prints what a trial costs in each.

    python3 tests/peers/run.py [--rounds 7] [--only NAME ...] [--models NAME ...] [--seconds 0.5]

It fails where two candidates disagree on a model. tests/peers/README.md says what is compared and how. Python's standard library only.
"""

import argparse
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
OUT = HERE / "bin"
ENTENTE = ROOT / "tests/Entente.Benchmarks/bin/Release/net10.0" / ("Entente.Benchmarks.exe" if os.name == "nt" else "Entente.Benchmarks")
MEAN_ERRORS = 5  # standard errors by which two means may differ
SD_ERRORS = 7  # the same for standard deviations, where measures are near enough to normal for the error to be known
NEAR_NORMAL = {"reference", "reference-pairs"}
LIMIT = "C++"  # the candidates whose name begins so are the limit: the fastest of them is 1.00


@dataclass
class Candidate:
    model: str
    name: str
    needs: Path  # its source; without it the row is left out
    build: list  # commands; each is run once however many rows share it
    run: list  # a program, to be given TRIALS, SEED and the words below; for Entente, a scenario
    words: tuple = ()

    @property
    def is_entente(self):
        return self.name.startswith("Entente")


# ---- The table.


def python_with_numpy():
    for python in (sys.executable, "/usr/bin/python3", shutil.which("python3")):
        if python and subprocess.run([python, "-c", "import numpy"], capture_output=True).returncode == 0:
            return python
    return None


def compilers():
    return [c for c in ("g++", "clang++") if shutil.which(c)]


def widths():
    yield "AVX2", ["-march=x86-64-v3", "-mtune=native", "-DLANES=4"]
    if Path("/proc/cpuinfo").exists() and "avx512dq" in Path("/proc/cpuinfo").read_text():
        yield "AVX-512", ["-march=native", "-DLANES=8"]


def entente(model, scenario):
    build = ["dotnet", "build", str(ROOT / "tests/Entente.Benchmarks"), "-c", "Release", "-v", "q", "--nologo"]
    for name, words in [("Entente", ()), ("Entente, 256 bits", ("--bits", "256")), ("Entente, evaluator", ("--reference",))]:
        yield Candidate(model, name, HERE / scenario, [build], [str(ENTENTE), "peer", str(HERE / scenario)], words)


def native(model, name, source, compiler, flags, words=()):
    program = OUT / f"{Path(source).stem}-{name.replace(' ', '-')}"
    return Candidate(model, name, HERE / source, [[compiler, *flags, str(HERE / source), "-o", str(program)]], [str(program)], words)


def script(model, name, source, python, words=()):
    return Candidate(model, name, HERE / source, [], [python, str(HERE / source)], words)


def reference(model, scenario, words):
    """One source for each width of vectors and each compiler; the fastest of them is the limit."""
    yield from entente(model, scenario)
    for width, flags in widths():
        for compiler in compilers():
            # g++ 12 warns about the undefined values in its own AVX-512 headers, and of vectors as template arguments.
            quiet = ["-Wall", "-Wno-uninitialized", "-Wno-ignored-attributes"] + (["-Wno-maybe-uninitialized"] if compiler == "g++" else [])
            yield native(model, f"C++ {width} {compiler}", "reference.cpp", compiler, ["-std=c++20", "-O3", "-ffp-contract=off", *flags, *quiet], words)
    yield script(model, "NumPy", "reference_numpy.py", python_with_numpy(), words)
    yield script(model, "Python", "reference_python.py", sys.executable, words)


def candidates():
    return [
        *reference("reference", "reference.yaml", ()),
        *reference("reference-pairs", "reference-pairs.yaml", ("--pairs",)),
        *entente("europe", "europe/europe.yaml"),
        native("europe", "C++", "europe.cpp", "g++", ["-std=c++17", "-O3", "-march=native", "-ffast-math", "-fopenmp-simd"], (str(HERE / "europe/data"),)),
        script("europe", "NumPy", "europe_numpy.py", python_with_numpy()),
        script("europe", "Python", "europe_python.py", sys.executable),
    ]


# ---- Running.


def run(candidate, trials, seed):
    printed = subprocess.run([*candidate.run, str(trials), str(seed), *candidate.words], check=True, stdout=subprocess.PIPE).stdout
    result = json.loads(printed)
    result["cost"] = result["seconds"] / result["trials"]
    return result


def calibrate(candidate, seconds):
    """How many trials take about this long."""
    trials = 48
    while True:
        result = run(candidate, trials, 1)
        taken = result["cost"] * result["trials"]
        if taken > seconds / 8 or trials > 1e8:
            return max(48, round(trials * seconds / taken))
        trials *= 8


# ---- Judging.


def pooled(results):
    """Several runs with different seeds as one: trials and, for each measure, mean and standard deviation."""
    total = sum(r["trials"] for r in results)
    measures = {}
    for name in set.intersection(*({name for name, told in r["measures"].items() if told and None not in told} for r in results)):
        mean = sum(r["trials"] * r["measures"][name][0] for r in results) / total
        squares = sum((r["trials"] - 1) * r["measures"][name][1] ** 2 + r["trials"] * (r["measures"][name][0] - mean) ** 2 for r in results)
        measures[name] = (mean, math.sqrt(squares / max(total - 1, 1)))
    return total, measures


def disagreements(rows, near_normal):
    """What two candidates tell differently about one model, and how far apart the farthest means are in standard errors."""
    found, worst = [], 0.0
    # Only what all of them tell: a peer may list times too, which some trials do not have.
    names = set.intersection(*(set(told) for _, told in rows.values()))
    if not names:
        return ["they measure nothing in common"], math.inf
    for (a, (n, ours)), (b, (m, theirs)) in combinations(rows.items(), 2):
        for name in sorted(names):
            (mean, sd), (other, other_sd) = ours[name], theirs[name]
            error = math.hypot(sd / math.sqrt(n), other_sd / math.sqrt(m))
            apart = abs(mean - other) / error if error > 0 else (0.0 if math.isclose(mean, other, rel_tol=1e-9, abs_tol=1e-12) else math.inf)
            worst = max(worst, apart)
            if apart > MEAN_ERRORS:
                found.append(f"{name}: {a} has a mean of {mean:.6g}, {b} of {other:.6g}, {apart:.1f} standard errors apart")
            if near_normal and error > 0 and abs(sd - other_sd) > SD_ERRORS * error / math.sqrt(2):
                found.append(f"{name}: {a} has a standard deviation of {sd:.6g}, {b} of {other_sd:.6g}")
    return found, worst


def report(model, table, results):
    costs = {c.name: [r["cost"] for r in results[model, c.name]] for c in table}
    limits = [name for name in costs if name.startswith(LIMIT)]
    limit = min(limits, key=lambda name: statistics.median(costs[name])) if limits else None
    print(f"\n### {model}\n\n| candidate | trials/s | ns per trial | speed, C++ = 1 | trials a round |\n|---|---:|---:|---:|---:|")
    for name in sorted(costs, key=lambda name: statistics.median(costs[name])):
        cost = statistics.median(costs[name])
        ratio = f"{statistics.median(l / c for l, c in zip(costs[limit], costs[name])):.3g}" if limit else ""
        print(f"| {name}{' (the limit)' if name == limit else ''} | {1 / cost:,.0f} | {cost * 1e9:,.0f} | {ratio} | {results[model, name][0]['trials']:,} |")
    found, worst = disagreements({c.name: pooled(results[model, c.name]) for c in table}, model in NEAR_NORMAL)
    print(f"\n{'Means agree' if not found else 'DISAGREEMENT'}: the farthest two are {worst:.1f} standard errors apart.")
    for line in found:
        print(f"- {line}")
    return not found


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--only", nargs="+", metavar="NAME", help="candidates whose name contains one of these")
    options.add_argument("--models", nargs="+", metavar="NAME", help="models of these names; default: all")
    options.add_argument("--seconds", type=float, default=0.5, help="how long a candidate runs in a round, about")
    options = options.parse_args()

    table = [
        c
        for c in candidates()
        if c.needs.exists()
        and c.run[0]
        and (not options.models or c.model in options.models)
        and (not options.only or any(o.lower() in c.name.lower() for o in options.only))
    ]
    # A model without a peer is no comparison.
    table = [c for c in table if not c.is_entente or options.only or any(o.model == c.model and not o.is_entente for o in table)]
    if not table:
        sys.exit("nothing to run: no candidate has such a name")

    OUT.mkdir(exist_ok=True)
    built = set()
    for command in (command for c in table for command in c.build):
        if tuple(command) not in built:
            built.add(tuple(command))
            print("building:", " ".join(command), file=sys.stderr)
            subprocess.run(command, check=True, stdout=sys.stderr)

    trials = {}
    for c in table:
        trials[c.model, c.name] = calibrate(c, options.seconds)
    results = {key: [] for key in trials}
    for turn in range(options.rounds):
        for c in table:
            print(f"round {turn + 1} of {options.rounds}: {c.model}, {c.name}", file=sys.stderr)
            results[c.model, c.name].append(run(c, trials[c.model, c.name], 1001 + turn))

    print(
        f"{options.rounds} rounds, one thread, {platform.machine()}, {os.cpu_count()} cores. All count the processor time of their simulation, drawing and measuring included, "
        "compiling not. A ratio is the median of the rounds' ratios."
    )
    good = True
    for model in dict.fromkeys(c.model for c in table):
        good = report(model, [c for c in table if c.model == model], results) and good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
