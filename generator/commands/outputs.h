/* commands/outputs.h - makes the outputs of a linked site, and publishes them.
 *
 * The preview builds in the process that answers:
 *
 *     Build build;
 *     int code = build_read(&build, invocation, false);      // site.toml to a linked, const Site
 *     if (code == EXIT_DONE)
 *         code = build_outputs(&build, BUILD_PUBLISH);        // render, check links, publish
 *     build_close(&build);
 */
#pragma once
#include "commands/site.h"

/* Who waits for outputs while they are made: the preview server. Any worker calls it. */
struct BuildDesk {
    void *context;
    void (*begin)(void *context, Build *build);         /* the outputs are known, none is made        */
    int  (*next)(void *context);                        /* one to make before the others; -1          */
    bool (*take)(void *context, int output);            /* false: another worker has it               */
    void (*made)(void *context, int output);            /* well or not, as its slot in the record says*/
    void (*end)(void *context);                         /* from here on what is staged may be moved   */
};

/* build_open_destination, build_stage, build_finish. */
int build_outputs(Build *build, BuildGoal goal);

/* Makes the outputs; stages those that differ, and writes the state beside the old one. EXIT_DONE, or EXIT_USAGE
 * when it was asked to explain an output that the site does not have: nothing was made then. */
int build_stage(Build *build);

/* Does with what was staged what the goal says: the only step that changes the destination. Reports;
 * returns the exit code. */
int build_finish(Build *build);

/* Says how many outputs there are, and what was done with them. */
void build_say_end(Build *build);

/* Makes some outputs of a published build once more, after the text of their pages has changed, and
 * publishes them when none has a mistake; else all is as before. The state on disk is then put off:
 * build_keep writes it. Reports; returns the exit code. */
int build_again(Build *build, const int *outputs, int count);

/* Writes the state on disk that build_again has put off. A build that ends without it is followed by a
 * clean one. */
bool build_keep(Build *build);
