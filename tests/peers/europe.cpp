// The model of scenarios/europe.yaml with its default levers, by hand in C++: the fastest peer that Entente's speed is compared with.
//
//   g++ -std=c++17 -O3 -march=native -ffast-math -fopenmp-simd europe.cpp -o europe && ./europe TRIALS SEED [scenarios/data]
//
// Sixteen trials run side by side: every figure is a row of sixteen lanes, and what happens in most steps is a loop over lanes that the compiler vectorises.
// The machines of which there is one a trial go lane by lane. Draws are Philox4x32-10, addressed by trial and place. Names are those of the YAML.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <initializer_list>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {
constexpr int L = 16, STEPS = 40, MAX = 38;
constexpr double DT = 0.25, ROOT_DT = 0.5;
#define LANES _Pragma("omp simd") for (int l = 0; l < L; l++)
struct alignas(64) Row {
    double x[L];
    double& operator[](int l) { return x[l]; }
    const double& operator[](int l) const { return x[l]; }
};
inline double clamp(double x, double low, double high) { return std::min(std::max(x, low), high); }
inline double chance_of(double rate) { return 1 - std::exp(-rate * DT); }
inline bool comes_up(double toss, double rate) { return toss < rate * DT && toss < chance_of(rate); }

// ---------------------------------------------------------------------------------------------------------------------------- who
using Column = std::array<double, MAX>;
using Members = std::vector<int>;
std::string folder;
std::vector<std::string> actors;
std::map<std::string, int> at;

std::vector<std::map<std::string, std::string>> read(const std::string& name) {
    std::ifstream file(folder + "/" + name);
    std::vector<std::map<std::string, std::string>> rows;
    std::vector<std::string> header;
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> cells;
        std::stringstream parts(line);
        for (std::string cell; std::getline(parts, cell, ',');) cells.push_back(cell);
        if (header.empty()) { header = cells; continue; }
        rows.emplace_back();
        for (size_t k = 0; k < header.size() && k < cells.size(); k++) rows.back()[header[k]] = cells[k];
    }
    if (rows.empty()) { std::fprintf(stderr, "no table %s/%s\n", folder.c_str(), name.c_str()); std::exit(2); }
    return rows;
}
Column column(const std::string& name, const std::string& what, double scale = 1) {
    Column values{};
    for (auto& row : read(name))
        if (auto a = at.find(row["iso3"]); a != at.end()) values[a->second] = scale * (row[what] == "yes" ? 1 : row[what] == "no" ? 0 : std::stod(row[what]));
    return values;
}
Column given(const std::map<std::string, double>& some, double otherwise) {
    Column values;
    values.fill(otherwise);
    for (auto& [a, value] : some) values[at.at(a)] = value;
    return values;
}
template <class Where> Members members(Where where) {
    Members found;
    for (int a = 0; a < MAX; a++) if (where(a)) found.push_back(a);
    return found;
}

Column IN_NATO, IN_EU, GDP, DISTANCE, FORCES, US_TROOPS, ATLANTICISM, POPULISM, LEAN_2025, NEUTRALITY, DEPENDENCE, FISCAL_ROOM, US_FAVOUR, SPENDING_2022,
    SPENDING_2025, LEAD, HEFT, FLAG, PLEDGE, WAS_NATIONALIST, IS_CORE, BACKING_2025, HUBS_2025;
Members NATO, EU, ALLIES, EUROPEAN_ALLIES, EUROPEANS, SPENDERS, REAR, FRONTLINE, OUTSIDERS, MAY_JOIN, MAY_COERCE;
std::array<bool, MAX> IS_SPENDER;
int USA, CAN, RUS, FRA, DEU;
double WEB_2025;
struct Pair { int a, b, start; bool talks, pledges; double flag, promised, pledged; };
std::vector<Pair> PAIRS;
Members MOVING;  // a pair without a pact that may not talk stays without: only the others are drawn for

constexpr double RUSSIA_OUTLAY = 154, OLDER_GOAL = 0.02, NATO_TARGET = 0.035, CONDITIONALITY = 0.5, EU_MONEY = 0.4, JOINT_PROCUREMENT = 0.2,
    NUCLEAR_STATEMENT = 0.3, UK_BRIDGE = 0.5, EUROPE_AID = 1, PEACE_FORCE = 0.2, PACT_CAMPAIGN = 0, PACT_FORCES = 0.3, REASSURANCE = 0.2, COUNTER_POPULISM = 0;
constexpr bool QMV_REFORM = false, GERMAN_LINE_OPEN = false;
double us_withdrawal(int step) { return 0.1 * clamp((step - 1) / 9.0, 0, 1); }
double us_aid(int step) { return 0.5 - 0.25 * std::min(1.0, step / 4.0); }

void read_tables() {
    for (auto& row : read("actors.csv")) actors.push_back(row["iso3"]);
    std::sort(actors.begin(), actors.end());
    if (actors.size() != MAX) { std::fprintf(stderr, "%zu actors, not %d\n", actors.size(), MAX); std::exit(2); }
    for (int a = 0; a < MAX; a++) at[actors[a]] = a;
    auto figure = [](const char* name) { return column("actors.csv", name); };
    auto band = [](const char* name) { return column("bands.csv", name); };
    IN_NATO = figure("nato_2025"), IN_EU = figure("eu_2025"), GDP = figure("gdp_usd_bn"), DISTANCE = figure("distance_km"), FORCES = figure("active_forces");
    US_TROOPS = figure("us_troops"), ATLANTICISM = band("atlanticism"), POPULISM = band("populism"), LEAN_2025 = band("lean"), NEUTRALITY = band("neutrality");
    DEPENDENCE = band("dependence"), FISCAL_ROOM = band("fiscal_room"), US_FAVOUR = band("us_favour");
    SPENDING_2022 = column("spending.csv", "2022", 0.01), SPENDING_2025 = column("spending.csv", "2025", 0.01);
    LEAD = given({{"GBR", 1}, {"FRA", 1}, {"DEU", 0.8}, {"POL", 0.7}, {"ITA", 0.5}, {"NLD", 0.3}, {"SWE", 0.3}, {"TUR", 0.3}, {"UKR", 0.3}, {"USA", 0.3}}, 0);
    HEFT = given({{"DEU", 1}, {"FRA", 1.2}, {"GBR", 1.3}, {"ITA", 0.5}, {"POL", 0.6}, {"TUR", 0.4}, {"NLD", 0.4}, {"SWE", 0.3}, {"NOR", 0.25}, {"ESP", 0.3},
                  {"FIN", 0.25}, {"USA", 1}, {"CAN", 0.2}, {"GRC", 0.15}, {"ROU", 0.15}, {"DNK", 0.2}, {"BEL", 0.1}, {"UKR", 0.3}, {"RUS", 0}}, 0.05);
    FLAG = given({{"USA", 0}, {"CAN", 0}, {"UKR", 0}, {"RUS", 0}}, 1);
    IS_CORE = given({{"DEU", 1}, {"FRA", 1}, {"GBR", 1}, {"ITA", 1}, {"POL", 1}}, 0);
    USA = at["USA"], CAN = at["CAN"], RUS = at["RUS"], FRA = at["FRA"], DEU = at["DEU"];
    auto european_ally = [](int a) { return IN_NATO[a] && a != USA && a != CAN; };
    NATO = members([](int a) { return IN_NATO[a]; }), EU = members([](int a) { return IN_EU[a]; });
    ALLIES = members([](int a) { return IN_NATO[a] && a != USA; }), EUROPEAN_ALLIES = members(european_ally);
    EUROPEANS = members([&](int a) { return IN_EU[a] || european_ally(a); });
    SPENDERS = members([](int a) { return IS_SPENDER[a] = (IN_NATO[a] || IN_EU[a]) && a != USA && FORCES[a] > 0; });
    REAR = members([](int a) { return IS_SPENDER[a] && DISTANCE[a] > 800; }), OUTSIDERS = members([](int a) { return IN_EU[a] && !IS_CORE[a]; });
    for (auto a : {"EST", "FIN", "LTU", "LVA", "NOR", "POL", "ROU"}) FRONTLINE.push_back(at[a]);
    MAY_JOIN = members([](int a) { return IN_EU[a] || actors[a] == "GBR" || actors[a] == "NOR" || actors[a] == "TUR" || actors[a] == "UKR"; });
    MAY_COERCE = members([](int a) { return IN_NATO[a] && a != USA && US_FAVOUR[a] <= 0.2; });
    for (int a = 0; a < MAX; a++) {
        WAS_NATIONALIST[a] = POPULISM[a] >= 0.65;
        PLEDGE[a] = actors[a] == "ESP" ? std::min(NATO_TARGET, 0.021) : IN_NATO[a] && a != USA ? NATO_TARGET : OLDER_GOAL * (1 - NEUTRALITY[a]);
    }
    static double near[MAX][MAX], level[MAX][MAX];
    auto fill = [](double (&into)[MAX][MAX], const char* name, const char* what) {
        for (auto& row : read(name))
            if (at.count(row["a"]) && at.count(row["b"])) into[at[row["a"]]][at[row["b"]]] = into[at[row["b"]]][at[row["a"]]] = std::stod(row[what]);
    };
    fill(near, "borders.csv", "near"), fill(level, "pacts.csv", "level");
    for (int a = 0; a < MAX; a++)
        for (int b = 0; b < MAX; b++) {
            BACKING_2025[a] += (level[a][b] >= 3 ? 1 : level[a][b] >= 2 ? 0.1 : 0) * HEFT[b], HUBS_2025[a] += (level[a][b] >= 2) * LEAD[b];
            if (a >= b) continue;
            double lead = 0.05 * std::max(LEAD[a], LEAD[b]), flag = FLAG[a] * FLAG[b];
            bool core = IS_CORE[a] && IS_CORE[b], talks = LEAD[a] + LEAD[b] + near[a][b] > 0.25;
            if (talks || level[a][b] > 0) MOVING.push_back((int)PAIRS.size());
            PAIRS.push_back({a, b, (int)level[a][b], talks, std::max(HEFT[a], HEFT[b]) >= 0.5 && flag > 0, flag, core ? 1 : lead, core ? 0.5 : lead});
            WEB_2025 += (level[a][b] >= 2) * flag;
        }
}

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

void Block::begin() {
    LANES {
        us_commitment[l] = u.commitment_start[l], russia_intent[l] = u.intent_start[l], fragmentation[l] = u.fragmentation_start[l], us_presence[l] = 1;
        us_friction[l] = 0.05, russia_strength[l] = 1, russia_busy[l] = 0.75, dependence_left[l] = 1, core_deals[l] = 0.3, web[l] = WEB_2025;
        ukraine_hold[l] = 0.5, rung[l] = stage[l] = PROJECTS, works[l] = 1, washington[l] = TRANSACTIONAL;
    }
    for (int a = 0; a < MAX; a++) LANES {
        spending[a][l] = SPENDING_2025[a], stock[a][l] = GDP[a] * SPENDING_2022[a], lean[a][l] = LEAN_2025[a], backing[a][l] = BACKING_2025[a];
        hubs[a][l] = HUBS_2025[a], nationalist[a][l] = WAS_NATIONALIST[a], trust_us[a][l] = a == USA ? 1 : trust_us_anchor(a, l);
    }
    for (int a = 0; a < MAX; a++) LANES trust_eu[a][l] = trust_eu_anchor(a, l);
    for (size_t k = 0; k < PAIRS.size(); k++) std::memset(pact[k], PAIRS[k].start, L);
    Derived d;
    derive(d);
    for (int a : SPENDERS) LANES fear[a][l] = fear_anchor(d, a, l);
    nato_cohesion = cohesion_smooth = cohesion_anchor(d);
    europe_share_smooth = europe_share();
    for (auto& time : happened) std::fill(time, time + L, -1.0);
    record();
}

// What follows from the state and is asked for in several places.
void Block::derive(Derived& d) const {
    Row europe = {};
    for (int a : EUROPEANS) LANES europe[l] += stock[a][l];
    double here = 1 - us_withdrawal(now);
    LANES {
        d.us_here[l] = us_presence[l] * here;
        d.russia_power[l] = RUSSIA_OUTLAY * u.russia_par[l] * russia_strength[l];
        d.menace[l] = clamp(std::sqrt(russia_strength[l]) * russia_intent[l] * (1 - 0.4 * russia_busy[l]), 0, 1);
        d.europe_strength[l] = europe[l] * (1 - fragmentation[l]);
        d.us_strength[l] = u.us_share_for_europe[l] * stock[USA][l] * d.us_here[l];
        d.europe_load[l] = d.europe_strength[l] / (d.europe_strength[l] + d.us_strength[l]);
        d.nato_function[l] = clamp((nato_cohesion[l] - 0.15) / 0.45, 0, 1) * works[l];
        d.web_density[l] = std::min(1.0, web[l] / 60);
        d.frightening[l] = std::min(1.0, d.menace[l] + alarm[l]);
        d.counted[l] = us_commitment[l] * (1 - u.presence_weight[l] * (1 - d.us_here[l]));
    }
}

Row Block::cohesion_anchor(const Derived& d) const {
    Row middle = mean(EUROPEAN_ALLIES, [&](int a, int l) { return u.nearness[a][l] * d.frightening[l]; }, true);
    Row apart = mean(EUROPEAN_ALLIES, [&](int a, int l) { return 0.5 * std::abs(u.nearness[a][l] * d.frightening[l] - middle[l]) + 0.75 * lean[a][l]; }, true);
    Row quarrel = spread(ALLIES, [&](int a, int l) { return trust_us[a][l]; }), blockers = {};
    for (int a : EUROPEAN_ALLIES) LANES blockers[l] += lean[a][l] > 0.5 ? 1.0 : 0.0;
    return row([&](int l) {
        return clamp(u.us_weight[l] * (0.7 * us_commitment[l] + 0.3 * d.us_here[l]) + (1 - u.us_weight[l]) * (1 - apart[l]) - 0.3 * quarrel[l] - 0.01 * blockers[l]
                     + u.burden_effect[l] * (d.europe_load[l] - 0.45) + u.union_effect[l] * (rung[l] - 1) / 3 - u.web_erosion[l] * d.web_density[l], 0, 1);
    });
}

// Credibility and local balance of the frontline states.
void Block::deterrence(const Derived& d, Row (&credibility)[7], Row (&balance)[7]) const {
    for (int k = 0; k < 7; k++) {
        int a = FRONTLINE[k];
        LANES {
            double stands = guarantee(d, a, l), kept = u.reliability[l], readiness_europe = std::min(1.0, d.europe_strength[l] / d.russia_power[l]);
            double nobody = (1 - kept * stands) * (1 - kept * d.nato_function[l] * readiness_europe)
                * (1 - (0.4 + 0.6 * pledged[a][l]) * kept * cover[l] * readiness_europe)
                * (1 - kept * (1 - std::exp(-(0.2 + PACT_FORCES) * backing[a][l]))) * (1 - 0.15 * kept * NUCLEAR_STATEMENT);
            credibility[k][l] = clamp(1 - nobody + u.tripwire_value[l] * d.us_here[l], 0, 1);
            double arriving = stock[a][l] + u.in_time[l] * ((0.5 + 0.5 * d.nato_function[l]) * d.europe_strength[l] + d.us_strength[l] * stands);
            balance[k][l] = arriving * (1 + 0.5 * PACT_FORCES * std::min(1.0, backing[a][l])) / (0.5 * d.russia_power[l] * (1 - 0.7 * russia_busy[l]));
        }
    }
}

// Phase 1. Says where Washington has moved.
void Block::events(int (&moved)[L]) {
    Row toss[8], halts = {}, words = {}, quarrels = {}, solos = {}, campaigns = {}, stays = {}, friends = {}, backlashes = {};
    dice.uniform(toss, 8);
    for (int l = 0; l < L; l++) {
        bool commits = washington[l] == COMMITTED, enemy = hostile(l);
        quarrels[l] = comes_up(toss[0][l], 0.3), campaigns[l] = comes_up(toss[1][l], 0.35), solos[l] = enemy && comes_up(toss[2][l], 0.2);
        if (enemy && comes_up(toss[3][l], u.words_rate[l])) words[l] = 0.02 + 0.03 * toss[4][l];
        if (war[l] == FIGHTING && !commits && us_aid(now) > 0.1 && now >= aid_halt_again[l] && comes_up(toss[5][l], 0.15)) halts[l] = 1, aid_halt_again[l] = now + 8;
        if (war[l] == CEASEFIRE && PEACE_FORCE > 0.5 && stage[l] <= MONEY && now >= stays_again[l] && comes_up(toss[6][l], 0.15)) stays[l] = 1, stays_again[l] = now + 12;
        if (now == 15 || now == 31) {  // January 2029 and January 2033
            bool friend_wins = toss[7][l] < u.friend_chance[l];
            friends[l] = enemy && friend_wins, backlashes[l] = commits && !friend_wins;
            moved[l] = friends[l] + backlashes[l] > 0;
            if (moved[l]) washington[l] = friend_wins ? COMMITTED : TRANSACTIONAL;
        }
    }
    settle(nato_cohesion, 0, cohesion_fades[1], NOTHING, {{4, row([&](int l) { return -0.05 * backlashes[l]; })}, {6, row([&](int l) { return 0.05 * friends[l]; })},
        {3, row([&](int l) { return -0.5 * words[l]; })}, {6, row([&](int l) { return u.rally[l] * campaigns[l]; })}});
    settle(us_commitment, 0, commitment_fades[1], NOTHING, {{3, row([&](int l) { return -0.1 * halts[l] - (1 - 0.4 * UK_BRIDGE) * words[l]; })}});
    settle(ukraine_hold, 0, hold_fades, row([&](int l) { return -0.06 * halts[l]; }), {});
    settle(us_friction, 0, friction_fades[1], NOTHING, {{4, row([&](int l) { return 0.06 * solos[l] + 0.08 * quarrels[l]; })}});
    settle(union_mood, -1, mood_fades[1], NOTHING, {{8, row([&](int l) { return 0.6 * stays[l]; })}, {6, row([&](int l) { return u.shock_mood[l] * solos[l]; })}});
    settle(alarm, 0, alarm_fades[1], NOTHING, {{5, row([&](int l) { return 0.12 * campaigns[l]; })}});
}

// Phase 2.
void Block::rules() {
    Row toss[MAX], coerced = {}, absent = {}, enemy;
    for (int l = 0; l < L; l++) enemy[l] = hostile(l);
    dice.uniform(toss, (int)MAY_COERCE.size());
    for (size_t k = 0; k < MAY_COERCE.size(); k++) LANES {
        int a = MAY_COERCE[k];
        double hit = (toss[k][l] < u.coerced[a][l]) & (coercion_again[a][l] <= now) ? enemy[l] : 0;
        coercion_again[a][l] = hit > 0 ? now + 8 : coercion_again[a][l];
        trust_us[a][l] = std::max(0.0, trust_us[a][l] - 0.3 * hit), coerced[l] += hit;
    }
    dice.uniform(toss, (int)EU.size());
    const double chance = chance_of(0.15);
    for (size_t k = 0; k < EU.size(); k++) LANES {
        double stays = (lean[EU[k]][l] > 0.5) & (toss[k][l] < chance) ? 1 : 0;
        trust_eu[EU[k]][l] = std::max(0.0, trust_eu[EU[k]][l] - 0.03 * stays), absent[l] += stays;
    }
    settle(nato_cohesion, 0, cohesion_fades[2], NOTHING, {{6, row([&](int l) { return -0.03 * coerced[l]; })}});
    settle(us_friction, 0, friction_fades[2], NOTHING, {{6, row([&](int l) { return 0.03 * coerced[l]; })}});
    settle(union_mood, -1, mood_fades[2], NOTHING, {{4, row([&](int l) { return -0.05 * absent[l]; })}});
}

// Phase 3: every state takes its drift and noise, all from where they stood.
void Block::drift() {
    Derived d;
    derive(d);
    Row credibility[7], balance[7], z[4], unrest[MAX], worst = row([](int) { return 1e9; }), weakest = worst;
    deterrence(d, credibility, balance);
    for (int k = 0; k < 7; k++) LANES worst[l] = std::min(worst[l], credibility[k][l]), weakest[l] = std::min(weakest[l], balance[k][l]);
    dice.normal(z, 4), dice.normal(unrest, (int)SPENDERS.size());
    Row share = europe_share(), gap = mean(ALLIES, [&](int a, int l) { return laggard(a, l); }, true), cohesion = cohesion_anchor(d), line, busy, intent, fights;
    for (int l = 0; l < L; l++) {
        line[l] = washington[l] == COMMITTED ? u.line_committed[l] : washington[l] == TRANSACTIONAL ? u.line_transactional[l]
            : washington[l] == RETRENCHING ? u.line_retrenching[l] : 0.02;
        busy[l] = BUSY_SETTLES[war[l]], intent[l] = u.intent_start[l] * INTENT_SETTLES[war[l]], fights[l] = war[l] == FIGHTING;
        us_presence[l] *= leaving[l] ? 1 - u.leave_speed[l] * DT : 1;
    }
    for (int a = 0, k = 0; a < MAX; a++) {
        Row next_share = spending[a], next_fear = fear[a];
        const bool spends = IS_SPENDER[a];
        if (spends) {
            LANES {
                double x = spending[a][l], threat = u.nearness[a][l] * d.frightening[l];
                double closing = (2 * u.pressure_share[l] * (0.5 + CONDITIONALITY) + u.replace[l] * (1 - d.us_here[l])) * u.gap_speed[l];
                double push = closing * std::max(0.0, PLEDGE[a] - x)
                    + (2 * (1 - u.pressure_share[l]) * u.threat_spending[l] * threat + u.fear_spending[l] * fear[a][l]) * std::max(0.0, 1 - x / u.ceiling[l])
                    + u.follow[l] * (share[l] - europe_share_smooth[l]) + 0.001 * EU_MONEY * IN_EU[a] - 0.0005
                    - u.fiscal_brake[l] * (1 - FISCAL_ROOM[a]) * std::max(0.0, x - 0.01);
                next_share[l] = clamp(x + std::min(0.015, push) * DT + u.spending_unrest[l] * ROOT_DT * unrest[k][l], 0, 0.4);
                next_fear[l] = clamp(fear[a][l] + (fear_anchor(d, a, l) - fear[a][l]) * DT / u.fear_memory[l], 0, 1);
            }
            k++;
        }
        LANES {
            double lean_anchor = clamp(LEAN_2025[a] + u.lean_pull[l] * (nationalist[a][l] - WAS_NATIONALIST[a])
                + u.appease[l] * std::max(0.0, fear[a][l] - 0.25) * (1 - 0.5 * HEFT[a]) - 0.3 * (trust_eu[a][l] - 0.5), 0, 1);
            lean[a][l] = clamp(lean[a][l] + 0.4 * DT * (lean_anchor - lean[a][l]), 0, 1);
            double exclusion = (1 - IS_CORE[a]) * u.exclusion[l] * core_deals[l] * (1 - 0.5 * REASSURANCE);
            trust_eu[a][l] = clamp(trust_eu[a][l] + 0.3 * DT * (trust_eu_anchor(a, l) - trust_eu[a][l]) - exclusion * DT, 0, 1);
            trust_us[a][l] = a == USA ? 1 : clamp(trust_us[a][l] + 0.9 * DT * (trust_us_anchor(a, l) - trust_us[a][l]), 0, 1);
            stock[a][l] += (GDP[a] * spending[a][l] - stock[a][l]) * DT / u.build_time[l];
            spending[a][l] = next_share[l], fear[a][l] = next_fear[l];
        }
    }
    double asia = std::min(1.0, now * DT / 10), aid = 0.45 * us_aid(now) + 0.55 * EUROPE_AID;
    LANES {
        double anchor = clamp(line[l] + u.spend_credit[l] * (1 - gap[l]) + 0.06 * (UK_BRIDGE - 0.5) - u.turn_to_asia[l] * asia, 0, 1), s = russia_strength[l];
        us_commitment[l] = clamp(us_commitment[l] + u.commitment_pull[l] * (anchor - us_commitment[l]) * DT + u.us_volatility[l] * ROOT_DT * z[0][l], 0, 1);
        russia_strength[l] = clamp(s + u.rebuild_rate[l] * (1 - 2 * russia_busy[l]) * s * (2.5 - s) * DT, 0.3, 2.5);
        russia_busy[l] = clamp(russia_busy[l] + 0.8 * (busy[l] - russia_busy[l]) * DT, 0, 1);
        russia_intent[l] = clamp(russia_intent[l] + 0.3 * (intent[l] - russia_intent[l]) * DT + u.intent_unrest[l] * ROOT_DT * z[1][l], 0, 1);
        fragmentation[l] *= 1 - u.pooling_gain[l] * (JOINT_PROCUREMENT / 0.35 + std::max(0.0, rung[l] - 2) / 2) * DT;
        fragmentation[l] = clamp(fragmentation[l], 0.05, 0.6);
        dependence_left[l] *= 1 - DT / u.dependence_time[l], core_deals[l] *= 1 - 0.5 * DT;
        nato_cohesion[l] = clamp(nato_cohesion[l] + 1.2 * DT * (cohesion[l] - nato_cohesion[l]) + 0.05 * ROOT_DT * z[2][l], 0, 1);
        ukraine_hold[l] = clamp(ukraine_hold[l] + fights[l] * (0.5 * DT * (aid - u.aid_needed[l]) + 0.12 * ROOT_DT * z[3][l]), 0, 1);
        gap_years[l] += weakest[l] < 1 ? DT : 0, window_years[l] += worst[l] < 0.35 ? DT : 0;
    }
}

// Phase 4: machines take transitions, all of which see the world as it stood.
void Block::lifecycles(const int (&moved)[L]) {
    Derived d;
    derive(d);
    Row credibility[7], balance[7], toss[MAX], again[7], drive[MAX], retrenched = {}, left = {}, begun = {}, found = {}, tests = {}, breaches = {}, won = {};
    Row article5 = row([&](int l) { return d.nato_function[l] * (0.4 + 0.6 * us_commitment[l]); });
    deterrence(d, credibility, balance);
    for (int a = 0; a < MAX; a++) LANES
        drive[a][l] = a == RUS ? 0 : std::exp(u.fear_pact[l] * fear[a][l] + u.doubt_pact[l] * (1 - article5[l]) + 1.8 * PACT_CAMPAIGN * LEAD[a] - 0.4 * nationalist[a][l]);

    // The front
    dice.uniform(toss, 7), dice.uniform(again, 7);
    for (int k = 0; k < 7; k++) LANES {
        double c = credibility[k][l], b = balance[k][l], now_is = crisis[k][l];
        double probe_rate = u.probe_base[l] * 2 * d.menace[l] * u.closeness[FRONTLINE[k]][l]
            * std::exp(-u.cred_effect[l] * c - u.balance_effect[l] * std::log(std::max(0.1, b)));
        double slip_now = u.slip[l] * (1 - c) * clamp(1 / b, 0.4, 2);
        double first = now_is == QUIET ? probe_rate * slip_now : now_is == CLASH ? 0.5 * (1 - c) : 0;
        double second = now_is == QUIET ? probe_rate * (1 - slip_now) : now_is == STANDOFF ? 1.5 : now_is == CLASH ? 1.2 * std::min(1.0, b) : 0;
        bool does_first = toss[k][l] < chance_of(first), does_second = !does_first & (again[k][l] < chance_of(second));
        crisis[k][l] = does_first ? double(now_is == QUIET ? CLASH : OCCUPIED) : does_second ? double(now_is == QUIET ? STANDOFF : QUIET) : now_is;
        breaches[l] += does_first & (now_is == QUIET) ? 1.0 : 0.0, tests[l] += does_second & (now_is == QUIET) ? 1.0 : 0.0;
    }

    // Machines of which there is one a trial. A president elected in this step has moved already.
    dice.uniform(toss, 12);
    for (int l = 0; l < L; l++) {
        const int was_washington = washington[l], was_war = war[l], rung_now = stage[l], joined = (int)ready[l];
        const double c = us_commitment[l], hold = ukraine_hold[l], lasting = cohesion_smooth[l];
        if (!moved[l] && was_washington == TRANSACTIONAL && comes_up(toss[0][l], u.retrench_rate[l] * (1.5 - c))) washington[l] = RETRENCHING, retrenched[l] = 1;
        if (!moved[l] && was_washington == RETRENCHING && comes_up(toss[0][l], u.exit_rate[l])) washington[l] = GONE, left[l] = 1;
        if (leaving[l]) leaving[l] = !(c > 0.5 && comes_up(toss[1][l], 0.6));
        else if (c < 0.75 && comes_up(toss[1][l], u.leave_rate[l] * 2 * (0.75 - c) * (was_war == FIGHTING ? 1 : u.ceasefire_pull[l]))) leaving[l] = 1, begun[l] = 1;

        if (order[l] == INTEGRATED) order[l] = lasting < 0.5 ? STRAINED : INTEGRATED;
        else if (order[l] == STRAINED) {
            if (lasting < 0.38 && comes_up(toss[2][l], 0.8)) order[l] = HOLLOW;
            else if (lasting > 0.56 && comes_up(toss[3][l], 1)) order[l] = INTEGRATED;
        } else if (order[l] == HOLLOW) {
            if (comes_up(toss[2][l], was_washington == GONE ? 0.15 : 0.01)) order[l] = ENDED;
            else if (lasting > 0.48 && comes_up(toss[3][l], 0.6)) order[l] = STRAINED;
        }

        if (was_war == FIGHTING) {
            if (hold < 0.15 && comes_up(toss[4][l], 0.6)) war[l] = BAD_PEACE;
            else if (comes_up(toss[5][l], u.peace_rate[l])) war[l] = CEASEFIRE;
        } else if (was_war == CEASEFIRE) {
            if (comes_up(toss[4][l], 0.2 * d.menace[l] * (1 - 0.7 * PEACE_FORCE))) war[l] = FIGHTING;
            else if (comes_up(toss[5][l], 0.3 * hold * (0.5 + PEACE_FORCE))) war[l] = JUST_PEACE;
            else if (comes_up(toss[6][l], 0.3 * (1 - hold))) war[l] = BAD_PEACE;
        } else if (comes_up(toss[4][l], (was_war == JUST_PEACE ? 0.01 : 0.04) * d.menace[l])) war[l] = FIGHTING;

        if (rung_now == PROJECTS) stage[l] += comes_up(toss[7][l], u.stage_speed[l] * (0.5 + 2 * EU_MONEY));
        else if (rung_now == MONEY) {
            bool gate = GERMAN_LINE_OPEN || article5[l] < u.gate_level[l];
            if (joined >= 9 && pledged[FRA][l] > 0 && pledged[DEU][l] > 0 && gate && comes_up(toss[7][l], u.stage_speed[l])) stage[l] = FORCE_CORE, found[l] = 1;
        } else if (rung_now < COMMAND && joined < 7) {
            if (comes_up(toss[7][l], 0.5)) stage[l] = MONEY;
        } else if (rung_now == FORCE_CORE && joined >= 13) {
            int obstructors = 0;
            for (int a : EU) obstructors += lean[a][l] > 0.5;
            double free_of_veto = std::pow(1 - u.veto_power[l] * (QMV_REFORM ? 0.2 : 1), std::min(4, obstructors));
            stage[l] += comes_up(toss[7][l], u.stage_speed[l] * free_of_veto * (0.4 + 0.6 * EU_MONEY));
        } else if (rung_now == COMMON_BUDGET && joined >= 15) stage[l] += comes_up(toss[7][l], 0.5 * u.stage_speed[l]);
        else if (rung_now >= COMMAND) {
            if (joined < 12 && comes_up(toss[7][l], 0.5)) stage[l] = COMMON_BUDGET;
            else if (rung_now == COMMAND && NUCLEAR_STATEMENT >= 1 && comes_up(toss[8][l], 0.1)) stage[l] = UMBRELLA;
        }
    }

    pacts(drive);
    Row shared = row([&](int l) { return u.network_will[l] * ready[l] / 20 + union_mood[l] - 5 * u.web_erosion[l] * d.web_density[l]; });
    Row tied = row([&](int l) { return 0.5 * (rung[l] >= FORCE_CORE ? 0.4 : 1.0); });
    dice.uniform(toss, (int)MAY_JOIN.size());
    ready = {};
    for (size_t k = 0; k < MAY_JOIN.size(); k++) {
        int a = MAY_JOIN[k];
        LANES {
            double will = u.will[a][l] + 1.5 * u.nearness[a][l] * d.frightening[l] + u.fear_will[l] * fear[a][l]
                - u.nato_will[l] * (0.5 + 0.5 * ATLANTICISM[a]) * article5[l] - 1.5 * nationalist[a][l] + 3 * trust_eu[a][l] + shared[l];
            double readiness = 1 / (1 + std::exp(-will));
            double rate = pledged[a][l] > 0 ? tied[l] * (1 - readiness) * (1 + nationalist[a][l]) : readiness > 0.01 ? readiness : 0;
            pledged[a][l] = toss[k][l] < chance_of(u.will_speed[l] * rate) ? 1 - pledged[a][l] : pledged[a][l];
            ready[l] += pledged[a][l];
        }
    }

    // Governments. Nothing else of this phase may read them any more.
    dice.uniform(toss, (int)EUROPEANS.size());
    for (size_t k = 0; k < EUROPEANS.size(); k++) LANES {
        int a = EUROPEANS[k];
        double was = nationalist[a][l];
        nationalist[a][l] = toss[k][l] < (was > 0 ? u.lose[a][l] : u.win[a][l]) ? 1 - was : was;
        won[l] += HEFT[a] * std::max(0.0, nationalist[a][l] - was);
    }
    settle(nato_cohesion, 0, cohesion_fades[4], row([&](int l) { return -0.1 * breaches[l] - 0.25 * left[l]; }),
           {{6, row([&](int l) { return u.rally[l] * tests[l]; })}, {4, row([&](int l) { return -0.08 * won[l]; })}});
    settle(us_commitment, 0, commitment_fades[4], row([&](int l) { return -0.3 * left[l] - 0.05 * begun[l]; }), {});
    settle(alarm, 0, alarm_fades[4], NOTHING, {{6, row([&](int l) { return 0.4 * breaches[l]; })}, {4, row([&](int l) { return 0.2 * tests[l]; })}});
    settle(union_mood, -1, mood_fades[4], NOTHING, {{8, row([&](int l) { return u.shock_mood[l] * breaches[l]; })},
        {6, row([&](int l) { return 0.2 * found[l]; })}, {6, row([&](int l) { return u.shock_mood[l] * retrenched[l]; })}});
    for (int l = 0; l < L; l++) {
        probes[l] += tests[l] + breaches[l], clashes[l] += breaches[l];
        rung[l] = stage[l], cover[l] = UNION_COVER[stage[l]], works[l] = ORDER_WORKS[order[l]];
    }
}

// Pacts move. Few do in a step: most draws are above a bound on all the rates of a pair, and only for the rest are the rates worked out.
void Block::pacts(const Row (&drive)[MAX]) {
    struct Move { int pair, l; double backing, hubs, deals; };
    static thread_local std::vector<Move> moves;
    moves.clear();
    Row reach[MAX], least = row([&](int l) { return 1.5 * DT * u.lapse_rate[l]; });
    Row root = row([&](int l) { return std::sqrt(2 * DT * u.pact_pace[l]); }), drawn = row([&](int l) { return std::sqrt(0.1 * u.triad[l]); });
    for (int a = 0; a < MAX; a++) LANES reach[a][l] = root[l] * drive[a][l] * (1 + drawn[l] * hubs[a][l]);
    for (size_t first = 0; first < MOVING.size(); first += 4) {
        Row toss[4];
        dice.uniform(toss, 4);
        for (size_t k = first; k < std::min(first + 4, MOVING.size()); k++) {
            const Pair& pair = PAIRS[MOVING[k]];
            const int a = pair.a, b = pair.b;
            const Row& draw = toss[k - first];
            unsigned tried = 0;
            LANES tried |= (draw[l] < reach[a][l] * reach[b][l] + least[l] ? 1u : 0u) << l;
            for (; tried; tried &= tried - 1) {
                const int l = __builtin_ctz(tried);
                unsigned char& state = pact[MOVING[k]][l];
                const double pace = u.pact_pace[l] * drive[a][l] * drive[b][l], lapse = u.lapse_rate[l] * (1.5 - std::max(fear[a][l], fear[b][l]));
                const double rate = state == NO_PACT ? pace * pair.talks : state == FRAMEWORK ? 2 * pace * (1 + u.triad[l] * 0.1 * hubs[a][l] * hubs[b][l])
                    : state == ASSISTANCE ? pace * pair.pledges : 0.5 * lapse;
                if (comes_up(draw[l], rate)) {
                    if (state == FRAMEWORK) moves.push_back({MOVING[k], l, 0.1, 1, pair.promised});
                    if (state == ASSISTANCE) moves.push_back({MOVING[k], l, 0.9, 0, pair.pledged});
                    if (state == CLAUSE) moves.push_back({MOVING[k], l, -0.9, 0, 0});
                    state = state == CLAUSE ? ASSISTANCE : state + 1;
                } else if (state == ASSISTANCE && comes_up(draw[l], rate + lapse)) {  // the part of the draw above the pledge's
                    moves.push_back({MOVING[k], l, -0.1, -1, 0});
                    state = FRAMEWORK;
                }
            }
        }
    }
    for (auto& m : moves) {
        const Pair& pair = PAIRS[m.pair];
        auto add = [&](Row& to, double change, double high) { to[m.l] = clamp(to[m.l] + change, 0, high); };
        add(backing[pair.a], m.backing * HEFT[pair.b], 20), add(backing[pair.b], m.backing * HEFT[pair.a], 20);
        add(hubs[pair.a], m.hubs * LEAD[pair.b], 10), add(hubs[pair.b], m.hubs * LEAD[pair.a], 10);
        add(web, m.hubs * pair.flag, 1e9), add(core_deals, m.deals, 5);
    }
}

// -------------------------------------------------------------------------------------------------------------- what is reported
const char* PATHS[] = {"nato_cohesion_path", "worst_cover", "europe_spending", "eu_trust_path", "pacts_path", "us_commitment_path", "europe_load_path"};
const char* TIMES[] = {"first_probe", "first_clash", "nato_hollow", "union_core", "europe_leads", "war_ends"};
const char* OUTCOMES[] = {"deterrence_failure", "bandwagon_split", "european_defence_union", "two_speed_core", "web_of_pacts", "rebalanced_nato", "muddling_through"};

void Block::record() {
    Derived d;
    derive(d);
    Row credibility[7], balance[7], worst = row([](int) { return 1.0; }), share = europe_share();
    deterrence(d, credibility, balance);
    for (auto& c : credibility) LANES worst[l] = std::min(worst[l], c[l]);
    auto trust = [&](int a, int l) { return trust_eu[a][l]; };
    Row middle = mean(EU, trust), apart = spread(EU, trust);
    for (int l = 0; l < L; l++) {
        const double values[] = {nato_cohesion[l], worst[l], share[l], middle[l] - 0.5 * apart[l], web[l], us_commitment[l], d.europe_load[l]};
        for (int k = 0; k < 7; k++) path[k][now][l] = values[k];
        const bool holds[] = {probes[l] > 0, clashes[l] > 0, order[l] == HOLLOW, stage[l] >= FORCE_CORE, d.europe_load[l] >= 0.6, war[l] != FIGHTING};
        for (int k = 0; k < 6; k++) if (holds[k] && happened[k][l] < 0) happened[k][l] = now * DT;
    }
    const double year = 1 - std::exp(-DT), half = 1 - std::exp(-DT / 0.5);
    LANES europe_share_smooth[l] += year * (share[l] - europe_share_smooth[l]), cohesion_smooth[l] += half * (nato_cohesion[l] - cohesion_smooth[l]);
}

// The measures and the outcome of a trial at the end.
void Block::judge(int l, std::map<std::string, double>& m, int& outcome) const {
    Derived d;
    derive(d);
    auto average = [&](const Members& who, const Row* of) { double sum = 0; for (int a : who) sum += of[a][l]; return sum / who.size(); };
    auto above = [&](const Members& who, const Row* of, double x) { int n = 0; for (int a : who) n += of[a][l] > x; return n; };
    for (int k = 0; k < 7; k++) m[PATHS[k]] = path[k][STEPS][l];
    for (int k = 0; k < 6; k++) if (happened[k][l] >= 0) m[TIMES[k]] = happened[k][l];
    m["us_forces_left"] = d.us_here[l], m["outsiders_trust"] = average(OUTSIDERS, trust_eu), m["at_2_percent"] = above(NATO, spending, 0.02 - 1e-15);
    m["at_35_percent"] = above(NATO, spending, 0.035 - 1e-15), m["frontline_spending"] = average(FRONTLINE, spending), m["rear_spending"] = average(REAR, spending);
    m["mean_fear"] = average(EUROPEAN_ALLIES, fear), m["stage_end"] = stage[l], m["ready_end"] = ready[l];
    const double away = m["leaning_away"] = above(EUROPEANS, lean, 0.5);
    m["capability_gap"] = gap_years[l], m["poor_cover"] = window_years[l], m["probe_count"] = probes[l];

    uint64_t partners[MAX] = {};
    int bloc[MAX], size[MAX] = {}, all = 0, clauses = 0;
    for (int a = 0; a < MAX; a++) bloc[a] = a;
    for (size_t k = 0; k < PAIRS.size(); k++) {
        const int a = PAIRS[k].a, b = PAIRS[k].b, state = pact[k][l];
        if (state < ASSISTANCE) continue;
        all++, partners[a] |= 1ull << b, partners[b] |= 1ull << a;
        if (state != CLAUSE) continue;
        const int joins = bloc[b], joined = bloc[a];
        clauses++, std::replace(bloc, bloc + MAX, joins, joined);
    }
    double triples = 0, closed = 0, blocs = 0;
    for (int a = 0; a < MAX; a++) {
        size[bloc[a]]++;
        const int n = __builtin_popcountll(partners[a]);
        triples += n * (n - 1);
        for (int b = 0; b < MAX; b++) if (partners[a] >> b & 1) closed += __builtin_popcountll(partners[a] & partners[b]);
    }
    for (int n : size) blocs += n >= 2;
    m["all_pacts"] = all, m["clauses"] = clauses, m["blocs"] = blocs, m["largest_bloc"] = *std::max_element(size, size + MAX);
    m["clustering_end"] = triples > 0 ? closed / triples : 0;

    const double us_cover = washington[l] == GONE ? 0 : 0.3 + 0.7 * us_commitment[l];
    const bool holds[] = {clashes[l] > 0, order[l] >= HOLLOW && away >= 5, stage[l] >= COMMON_BUDGET && ready[l] >= 15, stage[l] >= FORCE_CORE,
                          web[l] >= 30 && d.nato_function[l] < 0.55, d.nato_function[l] >= 0.6 && d.europe_load[l] >= 0.6 && us_cover >= 0.6, true};
    outcome = int(std::find(holds, holds + 7, true) - holds);
}
}  // namespace

int main(int count, char** words) {
    if (count < 3) { std::fprintf(stderr, "usage: europe TRIALS SEED [scenarios/data]\n"); return 2; }
    const long trials = std::stol(words[1]);
    const uint64_t seed = std::stoull(words[2]);
    const std::string source = __FILE__;
    folder = count > 3 ? words[3] : source.substr(0, source.rfind('/') + 1) + "../../scenarios/data";
    read_tables();
    const clock_t began = std::clock();
    struct Sum { double n = 0, x = 0, xx = 0; };
    std::map<std::string, Sum> sums;
    double shares[7] = {};
    static double paths[7][STEPS + 1];
    for (long trial = 0; trial < trials; trial += L) {
        Block block(seed, (uint64_t)trial);
        for (int step = 0; step < STEPS; step++) block.step();
        for (int l = 0; l < std::min<long>(L, trials - trial); l++) {
            std::map<std::string, double> measures;
            int outcome;
            block.judge(l, measures, outcome);
            for (auto& [name, x] : measures) { Sum& sum = sums[name]; sum.n++, sum.x += x, sum.xx += x * x; }
            shares[outcome] += 1.0 / trials;
            for (int k = 0; k < 7; k++) for (int t = 0; t <= STEPS; t++) paths[k][t] += block.path[k][t][l] / trials;
        }
    }
    std::printf("{\"trials\": %ld, \"seconds\": %g, \"measures\": {", trials, double(std::clock() - began) / CLOCKS_PER_SEC);
    const char* comma = "";
    for (auto& [name, sum] : sums) {
        const double mean = sum.x / sum.n, sd = std::sqrt(std::max(0.0, (sum.xx - sum.n * mean * mean) / std::max(1.0, sum.n - 1)));
        std::printf("%s\"%s\": [%.10g, %.10g]", comma, name.c_str(), mean, sd), comma = ", ";
    }
    std::printf("}, \"outcomes\": {");
    for (int k = 0; k < 7; k++) std::printf("%s\"%s\": %.10g", k ? ", " : "", OUTCOMES[k], shares[k]);
    std::printf("}, \"happened\": {");
    for (int k = 0; k < 6; k++) std::printf("%s\"%s\": %.10g", k ? ", " : "", TIMES[k], sums[TIMES[k]].n / trials);
    std::printf("}, \"paths\": {");
    for (int k = 0; k < 7; k++) {
        std::printf("%s\"%s\": [", k ? ", " : "", PATHS[k]);
        for (int t = 0; t <= STEPS; t++) std::printf("%s%.10g", t ? ", " : "", paths[k][t]);
        std::printf("]");
    }
    std::printf("}}\n");
}
