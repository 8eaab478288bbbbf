/* Runs a model that SDEverywhere's compiler has written, as its own runtime does: constants, inputs, levels, then step
   by step, keeping the outputs of the moments to be saved. `MODEL` is the generated file. */

#include "sde.h"

double _time;
#include MODEL

#define WIDTH 1
#define INPUTS numInputs
#define OUTPUTS numOutputs

static double *to;

void outputVar(double value) { *to++ = value; }

static void run(double *inputs, double *outputs) {
    initConstants();
    setInputs(inputs, NULL);
    initLevels();
    _time = _initial_time;
    int last = (int)round((_final_time - _initial_time) / _time_step);
    for (int step = 0;; step++) {
        evalAux();
        if (step == last || fmod(_time, _saveper) < 1e-6) {
            to = outputs;
            storeOutputData();
        }
        if (step == last) return;
        evalLevels();
        _time += _time_step;
    }
}

#include "runs.h"
