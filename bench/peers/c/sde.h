/* What the C that SDEverywhere's compiler writes asks of its runtime, written for this benchmark: the compiler is on
   the package registry, the runtime is not. Everything is inline, which is rather more than the original offers.
   Look-ups remember where they were found last, as a table that is read over time wants it. */

#pragma once

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern double _time, _initial_time, _final_time, _time_step, _saveper;

#define _NA_ (-DBL_MAX)
#define bool_cond(condition) ((double)(condition) != 0.0)
#define _ABS(x) fabs(x)
#define _ARCCOS(x) acos(x)
#define _ARCSIN(x) asin(x)
#define _ARCTAN(x) atan(x)
#define _COS(x) cos(x)
#define _EXP(x) exp(x)
#define _IF_THEN_ELSE(condition, then, otherwise) (bool_cond(condition) ? (then) : (otherwise))
#define _INTEG(value, rate) ((value) + (rate) * _time_step)
#define _INTEGER(x) trunc(x)
#define _LN(x) log(x)
#define _MODULO(a, b) fmod(a, b)
#define _POWER(a, b) pow(a, b)
#define _SAMPLE_IF_TRUE(current, condition, input) (bool_cond(condition) ? (input) : (current))
#define _SIN(x) sin(x)
#define _SQRT(x) sqrt(x)
#define _TAN(x) tan(x)

/* One instruction each where `fmax` and `fmin`, which look out for missing numbers, take several. */
static inline double _MAX(double a, double b) { return a > b ? a : b; }
static inline double _MIN(double a, double b) { return a < b ? a : b; }

static inline double _QUANTUM(double a, double b) { return b <= 0 ? a : b * trunc(a / b); }
static inline double _XIDZ(double a, double b, double otherwise) { return fabs(b) < 1e-6 ? otherwise : a / b; }
static inline double _ZIDZ(double a, double b) { return _XIDZ(a, b, 0); }
static inline double _STEP(double height, double at) { return _time + _time_step / 2 > at ? height : 0; }

static inline double _RAMP(double slope, double from, double to) {
    double until = _time < to || from > to ? _time : to;
    return _time > from ? slope * (until - from) : 0;
}

static inline double _PULSE(double start, double width) {
    double now = _time + _time_step / 2, length = width == 0 ? _time_step : width;
    return now > start && now < start + length;
}

static inline double _PULSE_TRAIN(double start, double width, double interval, double end) {
    if (_time > end || _time + _time_step / 2 <= start) return 0;
    double passed = floor((_time + _time_step / 2 - start) / interval);
    return _PULSE(start + passed * interval, width);
}

/* A table: x and y in turn. `at` is the end of the segment that the last value was in. */
typedef struct {
    const double *points;
    size_t count, at;
} Lookup;

static inline Lookup *__new_lookup(size_t count, bool copy, double *points) {
    Lookup *lookup = malloc(sizeof *lookup);
    if (copy && count) points = memcpy(malloc(2 * count * sizeof *points), points, 2 * count * sizeof *points);
    *lookup = (Lookup){points, count, 1};
    return lookup;
}

static inline double _LOOKUP(Lookup *lookup, double x) {
    const double *points = lookup->points;
    size_t at = lookup->at, last = lookup->count - 1;
    if (!(x > points[0])) return points[1];
    if (x >= points[2 * last]) return points[2 * last + 1];
    while (points[2 * at] < x) at++;
    while (points[2 * at - 2] > x) at--;
    lookup->at = at;
    const double *from = points + 2 * at - 2;
    return from[1] + (from[3] - from[1]) / (from[2] - from[0]) * (x - from[0]);
}

#define _WITH_LOOKUP(x, lookup) _LOOKUP(lookup, x)

/* A ring of as many values as the delay has steps. */
typedef struct {
    double *values;
    size_t count, at;
    double initial;
} FixedDelay;

static inline FixedDelay *__new_fixed_delay(FixedDelay *delay, double time, double initial) {
    size_t count = (size_t)fmax(ceil(time / _time_step - 1e-6), 0);
    if (!delay) delay = calloc(1, sizeof *delay);
    delay->values = realloc(delay->values, (count + 1) * sizeof *delay->values);
    delay->count = count, delay->at = 0, delay->initial = initial;
    for (size_t i = 0; i < count; i++) delay->values[i] = initial;
    return delay;
}

static inline double _DELAY_FIXED(double input, FixedDelay *delay) {
    if (!delay->count) return input;
    delay->values[delay->at] = input;
    delay->at = (delay->at + 1) % delay->count;
    return delay->values[delay->at];
}

void outputVar(double value);
