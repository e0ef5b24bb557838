/* commands/command.h - the commands, their options, and the exit codes.
 *
 * A command is one file of this folder and one row of the table in command.c. An option is one row
 * of the table in option.c; it fills one field of the Invocation. Help, the manual page and the
 * completions are made from these two tables.
 */
#pragma once
#include "base/file.h"
#include "base/problem.h"
#include "base/trace.h"
#include "model/config.h"

enum {                          /* exit codes                                                     */
    EXIT_DONE = 0,
    EXIT_SITE_ERRORS = 1,       /* the site has errors                                            */
    EXIT_USAGE = 2,             /* the command line or the configuration                          */
    EXIT_WARNINGS = 3,          /* warnings under --strict                                        */
    EXIT_REFUSED = 4,           /* refused for safety                                             */
    EXIT_ENVIRONMENT = 5,       /* the machine: disk, permissions, git                            */
};

typedef struct Invocation Invocation;
typedef List(Str) Words;

typedef struct Command {
    const char *name, *operands;/* "explain", "URL"                                               */
    const char *summary;        /* one line for `essor help`                                      */
    const char *description;    /* a paragraph for `essor help NAME`                              */
    const char *examples[4];    /* command line, what it does, twice                              */
    const char *options;        /* names of its own options, separated by spaces                  */
    int least, most;            /* operands                                                       */
    int (*run)(Invocation *invocation);
    const char *choices;        /* words that its operand may be, or NULL: for completions        */
} Command;

struct Invocation {             /* what was asked                                                 */
    const Command *command;
    Arena *keep;
    Language language;
    Problems problems;
    Words operands;

    /* options of every command */
    Str source, config, format, color, lang;
    int jobs, max_memory, max_time;     /* 0: not said; megabytes, seconds                       */
    bool quiet, verbose, strict, help;
    Words set;

    /* options of some */
    Str state;                  /* folder of what builds keep for the next; "" = the site's .essor */
    Str shard;                  /* "2/8"                                                          */
    int part, parts;            /* the same, read; parts 0: the whole site                        */
    Str destination, base_url, clock, branch, remote, type, share, explain;
    Str bind;
    int port;
    bool open;
    bool drafts, future, expired, no_cache, dry_run, stats, force, push, isolate, atomic, unconfined;
    bool told;                  /* the problems were reported                                     */
    bool apart;                 /* in the process that evaluates: the other one reports           */
    Trace *trace;               /* where that process tells its progress; or NULL                 */
    Date now;                   /* --clock, SOURCE_DATE_EPOCH, else the time, when it was read    */
};

typedef enum OptionKind { OPTION_FLAG, OPTION_TEXT, OPTION_NUMBER, OPTION_LIST } OptionKind;

typedef struct Option {
    char letter;                /* 0: none                                                        */
    const char *name, *argument, *description;
    OptionKind kind;
    size_t field;               /* offset in Invocation                                           */
    bool global;
    const char *choices;        /* the only values, separated by spaces, or NULL                  */
    int most;                   /* of a number                                                    */
} Option;

/* The tables; each ends with a row whose name is NULL. */
const Command *command_table(void);
const Option  *option_table(void);

const Command *command_find(Str name);
bool           command_takes(const Command *command, const Option *option);

/* Is the word an option of any command whose value is the next word? */
bool option_wants_next(Str word);

/* Reports that there is no such command; returns EXIT_USAGE. */
int unknown_command(Invocation *invocation, Str name);

/* Reads the words after the command's name into the invocation. False after a problem. */
bool read_options(Invocation *invocation, char **words);

/* Reads the time into `now`: again, where a command lasts. False after a problem (E0904). */
bool read_clock(Invocation *invocation);

/* Runs the command named by the arguments (as main receives them); returns the exit code. */
int run_command(int count, char **arguments);

/* Says one line to people on standard error, unless --quiet. The format is translated. */
void say(const Invocation *invocation, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints text on standard output; when it takes no more, says so and ends the program (EXIT_ENVIRONMENT). */
void print(const Invocation *invocation, Str text);

/* One function a command, each in its file. */
int command_build(Invocation *invocation);
int command_check(Invocation *invocation);
int command_clean(Invocation *invocation);
int command_completion(Invocation *invocation);
int command_config(Invocation *invocation);
int command_doctor(Invocation *invocation);
int command_explain(Invocation *invocation);
int command_help(Invocation *invocation);
int command_init(Invocation *invocation);
int command_list(Invocation *invocation);
int command_merge(Invocation *invocation);
int command_new(Invocation *invocation);
int command_publish(Invocation *invocation);
int command_serve(Invocation *invocation);
int command_version(Invocation *invocation);
