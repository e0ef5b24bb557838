/* commands/explain.h - why an output is made again. */
#pragma once
#include "commands/site.h"

/* Prints what an output read, and what of it has changed since the last build: named by its URL, its path
 * or the source of its page. Once the record is open. EXIT_DONE, or EXIT_USAGE when there is no such output. */
int build_explain(Build *build, Str url);
