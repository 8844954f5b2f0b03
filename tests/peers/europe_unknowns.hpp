// Chance, and what nobody knows: drawn once a trial. For europe.cpp alone.
#pragma once
#include "europe_tables.hpp"

namespace {
// -------------------------------------------------------------------------------------------------------------------------- chance
class Dice {
public:
    Dice(uint64_t seed, uint64_t trial) : seed_(seed), trial_(trial) {}
    void uniform(Row* out, int rows) {
        for (int k = 0; k < rows; k += 4) {
            alignas(64) uint32_t word[4][L];
            philox(word);
            for (int r = 0; r < std::min(4, rows - k); r++) LANES out[k + r][l] = (word[r][l] + 0.5) * 0x1p-32;
        }
    }
    void normal(Row* out, int rows) {
        for (int k = 0; k < rows; k += 2) {  // Box and Muller
            Row u[2];
            uniform(u, 2);
            Row radius, angle;
            LANES radius[l] = std::sqrt(-2 * std::log(u[0][l])), angle[l] = 6.283185307179586 * u[1][l];
            LANES out[k][l] = radius[l] * std::cos(angle[l]);
            if (k + 1 < rows) LANES out[k + 1][l] = radius[l] * std::sin(angle[l]);
        }
    }

private:
    void philox(uint32_t (&word)[4][L]) {
        place_++;
        LANES {
            uint64_t trial = trial_ + l;
            uint32_t c0 = place_, c1 = 0, c2 = (uint32_t)trial, c3 = (uint32_t)(trial >> 32), k0 = (uint32_t)seed_, k1 = (uint32_t)(seed_ >> 32);
#pragma GCC unroll 10
            for (int round = 0; round < 10; round++) {
                uint64_t p = (uint64_t)c0 * 0xD2511F53u, q = (uint64_t)c2 * 0xCD9E8D57u;
                c0 = (uint32_t)(q >> 32) ^ c1 ^ k0, c1 = (uint32_t)q, c2 = (uint32_t)(p >> 32) ^ c3 ^ k1, c3 = (uint32_t)p;
                k0 += 0x9E3779B9u, k1 += 0xBB67AE85u;
            }
            word[0][l] = c0, word[1][l] = c1, word[2][l] = c2, word[3][l] = c3;
        }
    }
    uint64_t seed_, trial_;
    uint32_t place_ = 0;
};

// ------------------------------------------------------------------------------------------------------------- what nobody knows
#define UNIFORM(X) X(line_committed, 0.68, 0.88) X(line_transactional, 0.38, 0.58) X(line_retrenching, 0.10, 0.30) X(persistence, 0.80, 0.97) \
    X(us_volatility, 0.04, 0.12) X(turn_to_asia, 0, 0.15) X(spend_credit, 0, 0.10) X(words_rate, 0.5, 2) X(retrench_rate, 0.02, 0.12) \
    X(friend_chance, 0.30, 0.60) X(leave_rate, 0.03, 0.15) X(leave_speed, 0.10, 0.30) X(ceasefire_pull, 1, 4) X(exit_rate, 0.005, 0.04) X(reach, 0.05, 0.20) \
    X(intent_start, 0.70, 0.95) X(intent_unrest, 0.03, 0.10) X(rebuild_rate, 0.02, 0.10) X(russia_par, 2, 3) X(fear_spending, 0, 0.005) X(follow, -0.2, 0.4) \
    X(pressure_share, 0.2, 0.8) X(replace, 0.3, 1.5) X(fiscal_brake, 0.01, 0.05) X(spending_unrest, 0.0012, 0.0022) X(ceiling, 0.05, 0.08) \
    X(build_time, 4, 8) X(fragmentation_start, 0.15, 0.45) X(pooling_gain, 0.02, 0.05) X(dependence_time, 8, 25) X(us_share_for_europe, 0.32, 0.50) \
    X(laggard_cost, 0.1, 0.4) X(favour_gain, 0, 0.3) X(presence_weight, 0.2, 0.6) X(fear_memory, 0.25, 0.75) X(us_weight, 0.35, 0.60) \
    X(burden_effect, -0.3, 0.3) X(union_effect, -0.12, 0.12) X(web_erosion, 0, 0.25) X(rally, -0.03, 0.12) X(coercion_rate, 0.03, 0.2) \
    X(election_rate, 0.24, 0.35) X(lean_pull, 0.15, 0.4) X(appease, 0, 0.4) X(will_base, -2.6, -1.4) X(fear_will, 0.8, 2.5) X(nato_will, 0.6, 2) \
    X(network_will, 0.5, 2.5) X(will_speed, 0.25, 0.6) X(stage_speed, 0.2, 0.5) X(gate_level, 0.3, 0.55) X(veto_power, 0.3, 0.6) X(fear_pact, 0.8, 2) \
    X(doubt_pact, 0.3, 1.2) X(triad, 0, 3) X(lapse_rate, 0.02, 0.08) X(exclusion, 0, 0.035) X(cred_effect, 0, 3) X(balance_effect, 0.3, 1.2) \
    X(probe_base, 0.01, 0.07) X(slip, 0.1, 0.5) X(in_time, 0.2, 0.4) X(peace_rate, 0.10, 0.45) X(aid_needed, 0.50, 0.85) X(shock_mood, -0.3, 0.7)
#define TRIANGULAR(X) X(commitment_start, 0.42, 0.55, 0.68) X(threat_scale, 200, 300, 800) X(gap_speed, 0.05, 0.106, 0.16) \
    X(threat_spending, 0.0026, 0.0041, 0.0055) X(reliability, 0.22, 0.5, 0.745)

struct Unknowns {
#define FIELD(name, ...) Row name;
    UNIFORM(FIELD) TRIANGULAR(FIELD)
    Row tide, pact_pace, tripwire_value, commitment_pull;
    Row closeness[MAX], nearness[MAX], favour[MAX], will[MAX], win[MAX], lose[MAX], coerced[MAX];

    explicit Unknowns(Dice& dice) {
#define DRAW(name, ...) dice.uniform(&name, 1);
        UNIFORM(DRAW) TRIANGULAR(DRAW)
        correlate(dice, line_transactional, line_retrenching, 0.4), correlate(dice, reliability, cred_effect, 0.2);
        correlate(dice, fear_spending, fear_will, 0.3);
#define PLACE(name, low, high) LANES name[l] = (low) + ((high) - (low)) * name[l];
        UNIFORM(PLACE)
#define PLACE3(name, low, mode, high) LANES name[l] = triangular(name[l], low, mode, high);
        TRIANGULAR(PLACE3)
        Row z[2], which;
        dice.normal(z, 2), dice.uniform(&which, 1), dice.normal(will, MAX);
        LANES {
            tide[l] = 0.12 * z[0][l], pact_pace[l] = std::exp(-5.8 + 0.4 * z[1][l]), tripwire_value[l] = which[l] < 0.6 ? 0.12 : -0.04;
            commitment_pull[l] = -std::log(persistence[l]) / DT;
        }
        for (int a = 0; a < MAX; a++) LANES {
            closeness[a][l] = std::exp(-DISTANCE[a] / threat_scale[l]);
            nearness[a][l] = a == RUS ? 0 : reach[l] + (1 - reach[l]) * closeness[a][l];
            favour[a][l] = (1 + favour_gain[l] * US_FAVOUR[a]) * (IN_NATO[a] ? 1 : 0.5);
            will[a][l] = will_base[l] + 0.5 * will[a][l] - 0.8 * POPULISM[a] - 3 * NEUTRALITY[a] - 1.5 + 0.8 * EU_MONEY + (IN_EU[a] ? 0.5 : -0.5);
            win[a][l] = chance_of(election_rate[l] * clamp(POPULISM[a] * POPULISM[a] + tide[l] - 0.08 * COUNTER_POPULISM, 0.01, 0.9));
            lose[a][l] = chance_of(election_rate[l] * clamp(1.1 - POPULISM[a] - tide[l], 0.05, 0.95));
            coerced[a][l] = chance_of(coercion_rate[l] * (0.2 - US_FAVOUR[a]) / 4);
        }
    }

private:
    static double triangular(double p, double low, double mode, double high) {
        double rising = low + std::sqrt(p * (high - low) * (mode - low)), falling = high - std::sqrt((1 - p) * (high - low) * (high - mode));
        return p < (mode - low) / (high - low) ? rising : falling;
    }
    static void correlate(Dice& dice, Row& one, Row& other, double rank) {  // a Gaussian copula
        Row z[2];
        dice.normal(z, 2);
        double pearson = 2 * std::sin(M_PI * rank / 6), rest = std::sqrt(1 - pearson * pearson);
        for (int l = 0; l < L; l++) one[l] = 0.5 * std::erfc(-z[0][l] * M_SQRT1_2), other[l] = 0.5 * std::erfc(-(pearson * z[0][l] + rest * z[1][l]) * M_SQRT1_2);
    }
};
}  // namespace
