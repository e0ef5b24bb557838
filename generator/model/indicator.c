/* model/indicator.c - finds the row that is the figure of a territory. */
#include "model/indicator.h"

int indicator_row(const Indicator *indicator, Str key)
{
    return (int)(uintptr_t)map_get(&indicator->rows, key) - 1;
}
