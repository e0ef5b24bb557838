/* write/staging_commit.h - how a staging folder becomes live; for staging.c. */
#pragma once
#include "write/staging.h"

/* What a killed build left in the open staging folder: its journal tells whether it is to be completed.
 * Completes it; the staging folder stays. False after a problem. */
bool staging_complete(Staging *staging, Arena *arena, Problems *problems);

/* True when the folder of the staging folder's name holds nothing but what a build puts there. */
bool staging_is_ours(Staging *staging, Arena *arena);

/* Closes the three folders. */
void staging_close(Staging *staging);
