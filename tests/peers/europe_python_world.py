"""What is drawn once a trial, the state, and the formulas that several phases ask for: the world of europe_python.py."""
import math
import random as chance
from math import exp, expm1, sqrt
from types import SimpleNamespace

from europe_tables import *  # noqa: F403
from europe_tables import DT, EVERYBODY, PAIRS

random, gauss = chance.random, chance.gauss
MOVING = [(k, *PAIRS[k]) for k in MOVING_PAIRS]
IN_UNION = [1.0 if eu else 0.0 for eu in IN_EU]
FAVOURED = [1.0 if nato else 0.5 for nato in IN_NATO]
HAS_TROOPS = [troops > 1000 for troops in US_TROOPS]
EUROPEANS_GDP, ALLIES_GDP, EUROPEAN_ALLIES_GDP = (sum(GDP[a] for a in who) for who in (EUROPEANS, ALLIES, EUROPEAN_ALLIES))
ROOT_DT = sqrt(DT)
FADED = {quarters: 0.5 ** (1 / quarters) for quarters in (3, 4, 5, 6, 8)}


def chance_of(rate):
    """How likely a rate comes up within a step."""
    return -expm1(-rate * DT)


def clamp(x, low=0.0, high=1.0):
    return low if x < low else high if x > high else x


def spread(values):
    """The population's standard deviation."""
    mean = sum(values) / len(values)
    return sqrt(sum([(x - mean) ** 2 for x in values]) / len(values))


def draw_unknowns():
    """Everything that is drawn once a trial, and what follows from it alone."""
    drawn = {name: random() for name in [*UNIFORM, *TRIANGULAR]}
    for one, other, rank in CORRELATIONS:  # a Gaussian copula
        pearson = 2 * math.sin(math.pi * rank / 6)
        x, z = gauss(0, 1), gauss(0, 1)
        drawn[one] = 0.5 * math.erfc(-x / math.sqrt(2))
        drawn[other] = 0.5 * math.erfc(-(pearson * x + math.sqrt(1 - pearson**2) * z) / math.sqrt(2))
    u = SimpleNamespace(**{name: low + (high - low) * drawn[name] for name, (low, high) in UNIFORM.items()})
    for name, (low, mode, high) in TRIANGULAR.items():
        p = drawn[name]
        rising = p < (mode - low) / (high - low)
        setattr(u, name, low + sqrt(p * (high - low) * (mode - low)) if rising else high - sqrt((1 - p) * (high - low) * (high - mode)))
    u.tide = gauss(0, 0.12)
    u.pact_pace = chance.lognormvariate(-5.8, 0.4)
    u.tripwire_value = 0.12 if random() < 0.6 else -0.04

    u.commitment_pull = -math.log(u.persistence) / DT
    u.closeness = [exp(-d / u.threat_scale) for d in DISTANCE]
    u.nearness = [u.reach + (1 - u.reach) * c for c in u.closeness]
    u.nearness[RUS] = 0
    u.favour = [(1 + u.favour_gain * US_FAVOUR[a]) * FAVOURED[a] for a in EVERYBODY]
    u.pressure = 2 * u.pressure_share * (0.5 + CONDITIONALITY)
    u.brake = [u.fiscal_brake * (1 - room) for room in FISCAL_ROOM]
    u.will = {a: u.will_base + gauss(0, 0.5) - 0.8 * POPULISM[a] - 3 * NEUTRALITY[a] - 1.5 + 0.8 * EU_MONEY + (0.5 if IN_EU[a] else -0.5) for a in MAY_JOIN}
    u.nato_pull = [u.nato_will * (0.5 + 0.5 * x) for x in ATLANTICISM]
    u.win = [chance_of(u.election_rate * clamp(p**2 + u.tide - 0.08 * COUNTER_POPULISM, 0.01, 0.9)) for p in POPULISM]
    u.lose = [chance_of(u.election_rate * clamp(1.1 - p - u.tide, 0.05, 0.95)) for p in POPULISM]
    u.coerced = {a: chance_of(u.coercion_rate * (0.2 - US_FAVOUR[a]) / 4) for a in MAY_COERCE}
    return u


# --------------------------------------------------------------------------------------------------------------------- how it moves
def begin(u):
    s = SimpleNamespace(
        step=0, fading={}, us_commitment=u.commitment_start, us_presence=1, us_friction=0.05, russia_strength=1, russia_busy=0.75,
        russia_intent=u.intent_start, alarm=0, fragmentation=u.fragmentation_start, dependence_left=1, core_deals=0.3, web=WEB_2025, union_mood=0,
        nato_cohesion=0, ukraine_hold=0.5, probes=0, clashes=0, gap_years=0, window_years=0,
        spending=SPENDING_2025[:], stock=[gdp * share for gdp, share in zip(GDP, SPENDING_2022)], lean=LEAN_2025[:], backing=BACKING_2025[:], hubs=HUBS_2025[:],
        fear=[0.0] * N, trust_us=[1.0] * N, trust_eu=None, washington=TRANSACTIONAL, us_forces_leaving=False, nato_order=INTEGRATED, war=FIGHTING,
        union=PROJECTS, nationalist=WAS_NATIONALIST[:], pledged=[False] * N, ready=0, crisis={a: QUIET for a in FRONTLINE}, pact=PAIR_2025[:],
        aid_halt_again=0, stays_again=0, coercion_again=dict.fromkeys(MAY_COERCE, 0))
    for a in ALLIES:
        s.trust_us[a] = trust_us_anchor(s, a)
    s.trust_eu = trust_eu_anchors(s)
    d = derive(u, s)
    for a in SPENDERS:
        s.fear[a] = fear_anchor(u, s, d, a)
    s.nato_cohesion = s.cohesion_smooth = cohesion_anchor(u, s, d)
    s.europe_share_smooth = europe_share(s)
    return s


def derive(u, s):
    """What follows from the state and is asked for in several places."""
    d = SimpleNamespace()
    d.us_here = s.us_presence * (1 - US_WITHDRAWAL[s.step])
    d.russia_power = RUSSIA_OUTLAY * u.russia_par * s.russia_strength
    d.menace = clamp(sqrt(s.russia_strength) * s.russia_intent * (1 - 0.4 * s.russia_busy))
    d.europe_strength = sum([s.stock[a] for a in EUROPEANS]) * (1 - s.fragmentation)
    d.us_strength = u.us_share_for_europe * s.stock[USA] * d.us_here
    d.europe_load = d.europe_strength / (d.europe_strength + d.us_strength)
    d.nato_function = clamp((s.nato_cohesion - 0.15) / 0.45) * ORDER_WORKS[s.nato_order]
    d.web_density = min(1, s.web / 60)
    frightening = min(1, d.menace + s.alarm)
    d.threat = [near * frightening for near in u.nearness]
    d.counted = s.us_commitment * (1 - u.presence_weight * (1 - d.us_here))
    return d


def laggard(s, a):
    return max(0.0, 1 - s.spending[a] / PLEDGE[a])


def guarantee(u, s, d, a):
    return clamp(d.counted * (1 - 2 * CONDITIONALITY * u.laggard_cost * laggard(s, a)) * u.favour[a])


def trust_us_anchor(s, a):
    return clamp(s.us_commitment + 0.12 * ATLANTICISM[a] + 0.1 * US_FAVOUR[a] - s.us_friction)


def trust_eu_anchors(s):
    shared = 0.66 + 0.04 * (s.union - 1) + 0.1 * s.union_mood
    return [clamp(shared - 0.35 * p - 0.15 * n) for p, n in zip(POPULISM, s.nationalist)]


def fear_anchor(u, s, d, a):
    warranted = DEPENDENCE_2025[a] * s.dependence_left * (1 - guarantee(u, s, d, a)) * (0.55 + 0.45 * min(1, 2 * d.threat[a]))
    return warranted * (1.5 - 0.5 * d.us_here) if HAS_TROOPS[a] else warranted


def lean_anchor(u, s, a):
    return clamp(LEAN_2025[a] + u.lean_pull * (s.nationalist[a] - WAS_NATIONALIST[a]) + u.appease * max(0, s.fear[a] - 0.25) * (1 - 0.5 * HEFT[a])
                 - 0.3 * (s.trust_eu[a] - 0.5))


def cohesion_anchor(u, s, d):
    mean_threat = sum([GDP[a] * d.threat[a] for a in EUROPEAN_ALLIES]) / EUROPEAN_ALLIES_GDP
    bond = 1 - sum([GDP[a] * (0.5 * abs(d.threat[a] - mean_threat) + 0.75 * s.lean[a]) for a in EUROPEAN_ALLIES]) / EUROPEAN_ALLIES_GDP
    blockers = sum([s.lean[a] > 0.5 for a in EUROPEAN_ALLIES])
    return clamp(u.us_weight * (0.7 * s.us_commitment + 0.3 * d.us_here) + (1 - u.us_weight) * bond - 0.3 * spread([s.trust_us[a] for a in ALLIES])
                 - 0.01 * blockers + u.burden_effect * (d.europe_load - 0.45) + u.union_effect * (s.union - 1) / 3 - u.web_erosion * d.web_density)


def europe_share(s):
    return sum([GDP[a] * s.spending[a] for a in EUROPEANS]) / EUROPEANS_GDP


def deterrence(u, s, d):
    """Credibility and local balance of the frontline states."""
    kept, readiness_europe = u.reliability, min(1, d.europe_strength / d.russia_power)
    shared = (1 - kept * d.nato_function * readiness_europe) * (1 - 0.15 * kept * NUCLEAR_STATEMENT)
    united = kept * UNION_COVER[s.union] * readiness_europe
    alliance, in_the_way = (0.5 + 0.5 * d.nato_function) * d.europe_strength, 0.5 * d.russia_power * (1 - 0.7 * s.russia_busy)
    credibility, balance = {}, {}
    for a in FRONTLINE:
        stands, backing = guarantee(u, s, d, a), s.backing[a]
        nobody = ((1 - kept * stands) * shared * (1 - (1 if s.pledged[a] else 0.4) * united) * (1 + kept * expm1(-(0.2 + PACT_FORCES) * backing)))
        credibility[a] = clamp(1 - nobody + u.tripwire_value * d.us_here)
        balance[a] = (s.stock[a] + u.in_time * (alliance + d.us_strength * stands)) * (1 + 0.5 * PACT_FORCES * min(1, backing)) / in_the_way
    return credibility, balance


def settle(s, phase, name, lasting, *fading):
    """Changes a global quantity when a phase ends: by what lasts, by fresh effects (quarters of half-life, amount), and by what older ones give back.
    What a bound swallows of a fresh effect is not given back later."""
    left = s.fading.get((phase, name))
    if not (left or lasting or any(amount for _, amount in fading)):
        return
    after = getattr(s, name) + lasting
    if left is None:
        left = s.fading[phase, name] = {}
    for quarters, amount in left.items():
        left[quarters] = kept = amount * FADED[quarters]
        after += kept - amount
    after += sum([amount for _, amount in fading])
    bounded = clamp(after, *BOUNDS[name])
    excess = after - bounded
    for quarters, amount in fading:
        if amount:
            swallowed = clamp(excess, 0, amount) if amount > 0 else clamp(excess, amount, 0)
            excess -= swallowed
            left[quarters] = left.get(quarters, 0) + amount - swallowed
    setattr(s, name, bounded)
