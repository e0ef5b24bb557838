/* commands/current.h - what a build keeps of its inputs; the short way of one that has nothing to do. */
#pragma once
#include "commands/site.h"

/* Lists the inputs and takes over what the last build knew of them. */
void build_list_inputs(Build *build);

/* True when nothing at all has changed since the last build: that is said, and nothing is left to do. */
bool build_is_current(Build *build);

/* Writes what this build knows of its inputs into the state; true when the state has all of it already. */
void build_write_inputs(const Build *build, StoreWriter *writer);
bool build_inputs_are_kept(const Build *build);
