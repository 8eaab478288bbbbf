/* The program around a compiled model, which answers as `Outcome` in `peers/__init__.py` has it.

   Before this is included: `WIDTH`, how many members run at once; `INPUTS` and `OUTPUTS`, how many numbers a member
   has; `run`, from WIDTH rows of inputs to WIDTH rows of outputs.

   Arguments: how many runs, the file of members, how many they are, how many final values to show. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static double cpu(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

int main(int count, char **arguments) {
    if (count < 5) return 2;
    long runs = atol(arguments[1]), members = atol(arguments[3]), checked = atol(arguments[4]);
    double *inputs = calloc(members * INPUTS + 1, sizeof *inputs), outputs[WIDTH * OUTPUTS];
    double *finals = calloc((checked + WIDTH) * OUTPUTS, sizeof *finals);
    FILE *file = fopen(arguments[2], "rb");
    if (!file || fread(inputs, sizeof *inputs, members * INPUTS, file) != (size_t)(members * INPUTS)) return 1;
    double before = cpu();
    for (long at = 0; at < runs; at += WIDTH) {
        run(inputs + at % members * INPUTS, outputs);
        /* For all that the compiler knows, somebody reads the outputs of every run. */
        __asm__ volatile("" : : "r"(outputs) : "memory");
        if (at < checked) memcpy(finals + at * OUTPUTS, outputs, sizeof outputs);
    }
    printf("{\"cpu\": %.9f, \"runs\": %ld, \"finals\": [", cpu() - before, (runs + WIDTH - 1) / WIDTH * WIDTH);
    for (long at = 0; at < checked && at < runs; at++)
        for (int i = 0; i < OUTPUTS; i++)
            printf("%s%.17g%s", i ? ", " : at ? ", [" : "[", finals[at * OUTPUTS + i], i + 1 == OUTPUTS ? "]" : "");
    printf("]}\n");
    return 0;
}
