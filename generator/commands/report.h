/* commands/report.h - shows problems and progress to people and to machines. */
#pragma once
#include "base/hash.h"
#include "commands/command.h"
#include "read/source.h"

/* Sorts the invocation's problems and prints them on standard error, as --format asks; with the
 * source line and a caret when `source` is given. Ends with a count when there are several. */
void report(Invocation *invocation, const Source *source);

/* The folder of the site, and the one it is published into: relative to the current folder, or not,
 * as the options give them. */
Str site_folder(const Invocation *invocation);
Str destination_folder(const Invocation *invocation);

/* The path of the configuration in the folder of the site, however it is spelled; as it was given when it lies
 * elsewhere: read_config refuses it. */
Str config_file(const Invocation *invocation);

/* The folder of what builds keep for the next ones: "DIR/.essor". */
Str state_folder(const Invocation *invocation);

/* Opens it, made when it is missing. False after a problem (E0704). */
bool make_state(Invocation *invocation, Folder *state);

/* What tells the published folder from others of the site, for what is kept of it: the same for each way to
 * spell it, and after the whole site has moved when it lies inside. */
Hash destination_hash(const Invocation *invocation);

/* Takes the lock of a folder, and holds it until the program ends. What was killed may take a moment to be gone,
 * and a build to end: waits, two seconds at most, while another holds it, who may change all that stands there
 * (`waited`; NULL: nobody asks). False: `holder` is its process; "" when the lock cannot be written (state->error). */
bool wait_for_lock(Invocation *invocation, Folder *state, Str *holder, bool *waited);

/* Holds the lock of the site until the program ends: one build or publication at a time. `state` is the
 * folder .essor. Waits as wait_for_lock does; then false after a problem that says who holds it. */
bool lock_site(Invocation *invocation, Folder *state, bool *waited);

/* Opens the site's folder and reads its configuration. When it cannot, reports why and returns the
 * exit code; else EXIT_DONE. */
int open_site(Invocation *invocation, Source *source, const Config **config);

/* The exit code that the problems ask for: 0, EXIT_SITE_ERRORS, or EXIT_WARNINGS under --strict. */
int report_exit_code(const Invocation *invocation);

/* Shows "step 1200/5000" on one line of the terminal, over the line before; nothing when standard
 * error is no terminal, or --quiet. progress_end clears it. */
void progress(const Invocation *invocation, const char *step, int done, int all);
void progress_end(const Invocation *invocation);
