// Sixteen trials side by side: their state, and the formulas that several phases ask for. For europe.cpp alone.
#pragma once
#include "europe_unknowns.hpp"

namespace {
// ------------------------------------------------------------------------------------------------------------------- how it moves
enum { COMMITTED, TRANSACTIONAL, RETRENCHING, GONE };
enum { INTEGRATED, STRAINED, HOLLOW, ENDED };
enum { FIGHTING, CEASEFIRE, JUST_PEACE, BAD_PEACE };
enum { QUIET, STANDOFF, CLASH, OCCUPIED };
enum { NO_PACT, FRAMEWORK, ASSISTANCE, CLAUSE };
enum { PROJECTS = 1, MONEY, FORCE_CORE, COMMON_BUDGET, COMMAND, UMBRELLA };
constexpr double ORDER_WORKS[] = {1, 0.8, 0.4, 0}, UNION_COVER[] = {0, 0, 0, 0.35, 0.5, 0.8, 1}, INTENT_SETTLES[] = {1, 1, 0.8, 1.15},
    BUSY_SETTLES[] = {0.75, 0.4 - 0.1 * PEACE_FORCE, 0.4, 0.05};
const double FADED[] = {0, 0, 0, std::pow(0.5, 1.0 / 3), std::pow(0.5, 1.0 / 4), std::pow(0.5, 1.0 / 5), std::pow(0.5, 1.0 / 6), 0, std::pow(0.5, 1.0 / 8)};

struct Fresh { int quarters; Row amount; };
struct Fading { Row left[9] = {}; };

// Changes a global quantity when a phase ends: by what lasts, by fresh effects, and by what older ones give back. What a bound swallows is not given back.
void settle(Row& value, double low, Fading& fading, const Row& lasting, std::initializer_list<Fresh> fresh) {
    Row after, excess;
    LANES after[l] = value[l] + lasting[l];
    unsigned done = 0;
    for (auto& effect : fresh) {
        Row& left = fading.left[effect.quarters];
        double kept = done >> effect.quarters & 1 ? 1 : FADED[effect.quarters];
        done |= 1u << effect.quarters;
        LANES after[l] += effect.amount[l] + (kept - 1) * left[l], left[l] *= kept;
        // Only what older effects left is given back: fresh ones join them below.
    }
    LANES value[l] = clamp(after[l], low, 1), excess[l] = after[l] - value[l];
    for (auto& effect : fresh) {
        Row& left = fading.left[effect.quarters];
        LANES {
            double amount = effect.amount[l], over = excess[l];
            double swallowed = std::min(std::max(amount, 0.0), std::max(over, 0.0)) + std::max(std::min(amount, 0.0), std::min(over, 0.0));
            excess[l] = over - swallowed, left[l] += amount - swallowed;
        }
    }
}
const Row NOTHING = {};
template <class Of> Row row(Of of) { Row r; LANES r[l] = of(l); return r; }

struct Derived { Row us_here, russia_power, menace, europe_strength, us_strength, europe_load, nato_function, web_density, frightening, counted; };

class Block {
public:
    Block(uint64_t seed, uint64_t trial) : dice(seed, trial), u(dice) { begin(); }
    void step() {
        int moved[L] = {};
        events(moved), rules(), drift(), lifecycles(moved);
        now++;
        record();
    }
    void judge(int l, std::map<std::string, double>& measures, int& outcome) const;
    double path[7][STEPS + 1][L], happened[6][L];

private:
    Dice dice;
    Unknowns u;
    int now = 0;
    Row us_commitment, us_presence, us_friction, russia_strength, russia_busy, russia_intent, alarm = {}, fragmentation, dependence_left, core_deals, web,
        union_mood = {}, nato_cohesion = {}, ukraine_hold, probes = {}, clashes = {}, gap_years = {}, window_years = {}, europe_share_smooth, cohesion_smooth;
    Row spending[MAX], stock[MAX], fear[MAX] = {}, trust_us[MAX], trust_eu[MAX], lean[MAX], backing[MAX], hubs[MAX], nationalist[MAX], pledged[MAX] = {};
    Row crisis[7] = {}, coercion_again[MAX] = {};
    int washington[L], leaving[L] = {}, order[L] = {}, war[L] = {}, stage[L], aid_halt_again[L] = {}, stays_again[L] = {};
    Row ready = {}, rung, cover = {}, works;  // of the machines, as numbers
    unsigned char pact[703][L];
    Fading cohesion_fades[5], commitment_fades[5], friction_fades[5], mood_fades[5], alarm_fades[5], hold_fades;

    void begin();
    void derive(Derived& d) const;
    double laggard(int a, int l) const { return std::max(0.0, 1 - spending[a][l] / PLEDGE[a]); }
    double guarantee(const Derived& d, int a, int l) const {
        return clamp(d.counted[l] * (1 - 2 * CONDITIONALITY * u.laggard_cost[l] * laggard(a, l)) * u.favour[a][l], 0, 1);
    }
    double trust_us_anchor(int a, int l) const { return clamp(us_commitment[l] + 0.12 * ATLANTICISM[a] + 0.1 * US_FAVOUR[a] - us_friction[l], 0, 1); }
    double trust_eu_anchor(int a, int l) const {
        return clamp(0.66 - 0.35 * POPULISM[a] - 0.15 * nationalist[a][l] + 0.04 * (rung[l] - 1) + 0.1 * union_mood[l], 0, 1);
    }
    double fear_anchor(const Derived& d, int a, int l) const {
        double warranted = DEPENDENCE[a] * dependence_left[l] * (1 - guarantee(d, a, l)) * (0.55 + 0.45 * std::min(1.0, 2 * u.nearness[a][l] * d.frightening[l]));
        return warranted * (US_TROOPS[a] > 1000 ? 1.5 - 0.5 * d.us_here[l] : 1);
    }
    Row cohesion_anchor(const Derived& d) const;
    void deterrence(const Derived& d, Row (&credibility)[7], Row (&balance)[7]) const;
    Row europe_share() const { return mean(EUROPEANS, [&](int a, int l) { return spending[a][l]; }, true); }
    bool hostile(int l) const { return washington[l] == TRANSACTIONAL || washington[l] == RETRENCHING; }
    void events(int (&moved)[L]);
    void rules();
    void drift();
    void lifecycles(const int (&moved)[L]);
    void pacts(const Row (&drive)[MAX]);
    void record();
    template <class Of> static Row mean(const Members& who, Of of, bool by_gdp = false) {
        Row sum = {};
        double total = 0;
        for (int a : who) {
            double weight = by_gdp ? GDP[a] : 1;
            total += weight;
            LANES sum[l] += weight * of(a, l);
        }
        LANES sum[l] /= total;
        return sum;
    }
    template <class Of> static Row spread(const Members& who, Of of) {
        Row middle = mean(who, of), square = mean(who, [&](int a, int l) { double off = of(a, l) - middle[l]; return off * off; });
        LANES square[l] = std::sqrt(square[l]);
        return square;
    }
};
}  // namespace
