"""Figures as arrays, what is drawn once a trial, the state, and the formulas that several phases ask for: the world of europe_numpy.py."""
import math
import os
from types import SimpleNamespace

import europe_tables as t
from europe_tables import *  # noqa: F403

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np  # noqa: E402

# Figures of actors are columns [actors, 1]; members of a set and figures of pairs are vectors.
for name in """IN_NATO IN_EU GDP DISTANCE US_TROOPS ATLANTICISM POPULISM LEAN_2025 NEUTRALITY DEPENDENCE_2025 FISCAL_ROOM US_FAVOUR SPENDING_2022 SPENDING_2025
        LEAD HEFT BACKING_2025 HUBS_2025 WAS_NATIONALIST PLEDGE""".split():
    globals()[name] = np.array(getattr(t, name))[:, None]
for name in """NATO EU ALLIES EUROPEAN_ALLIES EUROPEANS SPENDERS REAR FRONTLINE CORE OUTSIDERS MAY_JOIN MAY_COERCE PAIR_FLAG PAIR_LEAD PAIR_CORE PAIR_2025 MAY_TALK
        MAY_PLEDGE MOVING_PAIRS US_WITHDRAWAL US_AID ORDER_WORKS UNION_COVER INTENT_SETTLES BUSY_SETTLES""".split():
    globals()[name] = np.array(getattr(t, name))
FIRST, SECOND = np.array(PAIRS).T
# Of the pacts, rows are kept for those that can move: the others stay as they are, without.
for name in ("FIRST", "SECOND", "PAIR_FLAG", "PAIR_LEAD", "PAIR_CORE", "PAIR_2025", "MAY_TALK", "MAY_PLEDGE"):
    globals()[name] = globals()[name][MOVING_PAIRS]
IS_SPENDER, IS_CORE, IS_EUROPEAN = (np.isin(EVERYBODY, who)[:, None] * 1.0 for who in (SPENDERS, CORE, EUROPEANS))


def clamp(x, low, high, out=None):
    """np.clip, whose checks cost more than its work on arrays as short as these."""
    return np.minimum(np.maximum(x, low, out=out), high, out=out)


def mean_over(who, weight=np.ones((N, 1))):
    """The weights that make a mean over some actors a product: weights @ x."""
    weights = np.zeros(N)
    weights[who] = weight[who, 0]
    return weights / weights.sum()


ALLIES_BY_GDP, EUROPEAN_ALLIES_BY_GDP, EUROPEANS_BY_GDP = (mean_over(who, GDP) for who in (ALLIES, EUROPEAN_ALLIES, EUROPEANS))
MEAN_ALLY, MEAN_EU, MEAN_OUTSIDER = (mean_over(who) for who in (ALLIES, EU, OUTSIDERS))


def draw_unknowns(rng, trials):
    """Everything that is drawn once a trial, and what follows from it alone."""
    chance = {name: rng.random(trials) for name in [*UNIFORM, *TRIANGULAR]}
    for one, other, rank in CORRELATIONS:  # a Gaussian copula
        pearson = 2 * math.sin(math.pi * rank / 6)
        x, z = rng.standard_normal((2, trials))
        for name, score in ((one, x), (other, pearson * x + math.sqrt(1 - pearson**2) * z)):
            chance[name] = np.array([0.5 * math.erfc(-v) for v in score * math.sqrt(0.5)])
    u = SimpleNamespace(**{name: low + (high - low) * chance[name] for name, (low, high) in UNIFORM.items()})
    for name, (low, mode, high) in TRIANGULAR.items():
        p = chance[name]
        rising = low + np.sqrt(p * (high - low) * (mode - low))
        falling = high - np.sqrt((1 - p) * (high - low) * (high - mode))
        setattr(u, name, np.where(p < (mode - low) / (high - low), rising, falling))
    u.tide = rng.normal(0, 0.12, trials)
    u.pact_pace = rng.lognormal(-5.8, 0.4, trials)
    u.tripwire_value = np.where(rng.random(trials) < 0.6, 0.12, -0.04)
    national_will = rng.normal(0, 0.5, (N, trials))

    u.commitment_pull = -np.log(u.persistence) / DT
    u.closeness = np.exp(-DISTANCE / u.threat_scale)
    u.nearness = u.reach + (1 - u.reach) * u.closeness
    u.nearness[RUS] = 0
    u.favour = (1 + u.favour_gain * US_FAVOUR) * np.where(IN_NATO, 1, 0.5)
    u.pressure = 2 * u.pressure_share * (0.5 + CONDITIONALITY)
    u.brake = u.fiscal_brake * (1 - FISCAL_ROOM)
    u.will = np.full((N, trials), -600.0)  # nobody else can ever be ready
    u.will[MAY_JOIN] = (u.will_base + national_will - 0.8 * POPULISM - 3 * NEUTRALITY - 1.5 + 0.8 * EU_MONEY + np.where(IN_EU, 0.5, -0.5))[MAY_JOIN]
    u.nato_pull = u.nato_will * (0.5 + 0.5 * ATLANTICISM)
    u.win = IS_EUROPEAN * chance_of(u.election_rate * clamp(POPULISM**2 + u.tide - 0.08 * COUNTER_POPULISM, 0.01, 0.9))
    u.lose = IS_EUROPEAN * chance_of(u.election_rate * clamp(1.1 - POPULISM - u.tide, 0.05, 0.95))
    u.coerced = chance_of(u.coercion_rate * (0.2 - US_FAVOUR[MAY_COERCE]) / 4)
    return u


def chance_of(rate):
    """How likely a rate comes up within a step."""
    return -np.expm1(rate * -DT)


# --------------------------------------------------------------------------------------------------------------------- how it moves
PROMISE, PLEDGE_PACT, LAPSE, WATER_DOWN = range(1, 5)  # what a pact did; 0: the pair began to talk
BACKING_OF, HUBS_OF, WEB_OF = np.array([0, 0.1, 0.9, -0.1, -0.9]), np.array([0, 1, 0, -1, 0]), np.array([0, 1, 0, -1, 0])


def begin(u, trials):
    s = SimpleNamespace(step=0, fading={})
    for name in ("nato_cohesion", "alarm", "union_mood", "probes", "clashes", "gap_years", "window_years"):
        setattr(s, name, np.zeros(trials))
    for name, value in dict(us_presence=1, us_friction=0.05, russia_strength=1, russia_busy=0.75, dependence_left=1, core_deals=0.3, ukraine_hold=0.5,
                            web=WEB_2025).items():
        setattr(s, name, np.full(trials, float(value)))
    for name, value in dict(spending=SPENDING_2025, stock=GDP * SPENDING_2022, lean=LEAN_2025, backing=BACKING_2025, hubs=HUBS_2025,
                            nationalist=WAS_NATIONALIST * 1.0, pledged=np.zeros((N, 1))).items():
        setattr(s, name, np.repeat(value, trials, axis=1))
    for name, value in dict(washington=TRANSACTIONAL, us_forces_leaving=0, nato_order=INTEGRATED, war=FIGHTING, union=PROJECTS, aid_halt_again=0,
                            stays_again=0).items():
        setattr(s, name, np.full(trials, value))
    s.crisis = np.full((len(FRONTLINE), trials), QUIET)
    s.coercion_again = np.zeros((len(MAY_COERCE), trials), int)
    s.pact = np.repeat(PAIR_2025.astype(np.int8)[:, None], trials, axis=1)
    s.us_commitment, s.russia_intent, s.fragmentation = u.commitment_start.copy(), u.intent_start.copy(), u.fragmentation_start.copy()
    s.trust_us, s.trust_eu = trust_us_anchor(u, s), trust_eu_anchor(u, s)
    d = derive(u, s)
    s.fear = fear_anchor(u, s, d)
    s.nato_cohesion = cohesion_anchor(u, s, d)
    s.europe_share_smooth, s.cohesion_smooth = EUROPEANS_BY_GDP @ s.spending, s.nato_cohesion
    return s


def derive(u, s):
    """What follows from the state and is asked for in several places."""
    d = SimpleNamespace()
    d.us_here = s.us_presence * (1 - US_WITHDRAWAL[s.step])
    d.russia_power = RUSSIA_OUTLAY * u.russia_par * s.russia_strength
    d.menace = clamp(np.sqrt(s.russia_strength) * s.russia_intent * (1 - 0.4 * s.russia_busy), 0, 1)
    d.europe_strength = (IS_EUROPEAN[:, 0] @ s.stock) * (1 - s.fragmentation)
    d.us_strength = u.us_share_for_europe * s.stock[USA] * d.us_here
    d.europe_load = d.europe_strength / (d.europe_strength + d.us_strength)
    d.nato_function = clamp((s.nato_cohesion - 0.15) / 0.45, 0, 1) * ORDER_WORKS[s.nato_order]
    d.web_density = np.minimum(1, s.web / 60)
    d.threat = u.nearness * np.minimum(1, d.menace + s.alarm)
    d.laggard = np.maximum(0, 1 - s.spending / PLEDGE)
    return d


def guarantee(u, s, d, who):
    counted = s.us_commitment * (1 - u.presence_weight * (1 - d.us_here))
    return clamp(counted * (1 - 2 * CONDITIONALITY * u.laggard_cost * d.laggard[who]) * u.favour[who], 0, 1)


def trust_us_anchor(u, s):
    anchor = clamp(s.us_commitment + 0.12 * ATLANTICISM + 0.1 * US_FAVOUR - s.us_friction, 0, 1)
    anchor[USA] = 1
    return anchor


def trust_eu_anchor(u, s):
    return clamp(0.66 - 0.35 * POPULISM - 0.15 * s.nationalist + (0.04 * (s.union - 1) + 0.1 * s.union_mood), 0, 1)


def fear_anchor(u, s, d):
    warranted = (1 - guarantee(u, s, d, slice(None))) * (0.55 + 0.45 * np.minimum(1, 2 * d.threat)) * s.dependence_left
    return IS_SPENDER * DEPENDENCE_2025 * warranted * np.where(US_TROOPS > 1000, 1.5 - 0.5 * d.us_here, 1)


def lean_anchor(u, s):
    return clamp(LEAN_2025 + u.lean_pull * (s.nationalist - WAS_NATIONALIST) + u.appease * np.maximum(0, s.fear - 0.25) * (1 - 0.5 * HEFT)
                   - 0.3 * (s.trust_eu - 0.5), 0, 1)


def cohesion_anchor(u, s, d):
    mean_threat = EUROPEAN_ALLIES_BY_GDP @ d.threat
    bond = 1 - EUROPEAN_ALLIES_BY_GDP @ (0.5 * np.abs(d.threat - mean_threat) + 0.75 * s.lean)
    blockers = (s.lean[EUROPEAN_ALLIES] > 0.5).sum(axis=0)
    return clamp(u.us_weight * (0.7 * s.us_commitment + 0.3 * d.us_here) + (1 - u.us_weight) * bond - 0.3 * spread(MEAN_ALLY, s.trust_us) - 0.01 * blockers
                   + u.burden_effect * (d.europe_load - 0.45) + u.union_effect * (s.union - 1) / 3 - u.web_erosion * d.web_density, 0, 1)


def spread(weights, x):
    """The population's standard deviation over the actors that have weight."""
    return np.sqrt(weights @ (x - weights @ x) ** 2)


def deterrence(u, s, d):
    """Credibility and local balance of the frontline states."""
    stands, readiness_europe = guarantee(u, s, d, FRONTLINE), np.minimum(1, d.europe_strength / d.russia_power)
    backing, kept = s.backing[FRONTLINE], u.reliability
    nobody = ((1 - kept * stands) * (1 - kept * d.nato_function * readiness_europe)
              * (1 - (0.4 + 0.6 * s.pledged[FRONTLINE]) * kept * UNION_COVER[s.union] * readiness_europe)
              * (1 - kept * (1 - np.exp(-(0.2 + PACT_FORCES) * backing))) * (1 - 0.15 * kept * NUCLEAR_STATEMENT))
    credibility = clamp(1 - nobody + u.tripwire_value * d.us_here, 0, 1)
    russia_free = d.russia_power * (1 - 0.7 * s.russia_busy)
    arriving = s.stock[FRONTLINE] + u.in_time * ((0.5 + 0.5 * d.nato_function) * d.europe_strength + d.us_strength * stands)
    return credibility, arriving * (1 + 0.5 * PACT_FORCES * np.minimum(1, backing)) / (0.5 * russia_free)


def settle(s, phase, name, lasting, *fading):
    """Changes a global quantity when a phase ends: by what lasts, by fresh effects (quarters of half-life, amount), and by what older ones give back.
    What a bound swallows of a fresh effect is not given back later."""
    left = s.fading.setdefault((phase, name), {})
    before = getattr(s, name)
    after = before + lasting
    for quarters, amount in left.items():
        kept = amount * 0.5 ** (1 / quarters)
        after += kept - amount
        left[quarters] = kept
    for _, amount in fading:
        after = after + amount
    bounded = clamp(after, *BOUNDS[name])
    excess = after - bounded
    swallowing = excess.any()
    for quarters, amount in fading:
        if swallowing:
            swallowed = np.where(excess > 0, clamp(amount, 0, np.maximum(excess, 0)), clamp(amount, np.minimum(excess, 0), 0))
            excess = excess - swallowed
            amount = amount - swallowed
        left[quarters] = left.get(quarters, 0) + amount
    setattr(s, name, bounded)
