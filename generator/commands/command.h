/* commands/command.h - the table of commands, their options, and the exit codes. */
#pragma once

enum {                          /* exit codes                                                     */
    EXIT_DONE = 0,
    EXIT_SITE_ERRORS = 1,       /* the site has errors                                            */
    EXIT_USAGE = 2,             /* the command line or the configuration                          */
    EXIT_WARNINGS = 3,          /* warnings under --strict                                        */
    EXIT_REFUSED = 4,           /* refused for safety                                             */
    EXIT_ENVIRONMENT = 5,       /* the machine: disk, permissions, git                            */
};

/* Runs the command named by the arguments (as main receives them); returns the exit code. */
int run_command(int count, char **arguments);
