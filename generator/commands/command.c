/* commands/command.c - the table of commands, and how one is run.
 *
 * The clock, the environment and the language enter the program here, and nowhere else.
 */
#include "commands/command.h"

#include "base/file.h"

#include "commands/report.h"
#include "read/markdown.h"

#include <stdlib.h>
#include <time.h>

#define BUILD_OPTIONS "destination base-url drafts future expired clock max-memory max-time unconfined"

static const Command COMMANDS[] = {
    { "init", "DIR", "make a new site",
      "Makes a folder with a small, complete site that builds: configuration, a first page, a first "
      "table, an indicator and its fiches.",
      { "essor init mon-site", "a site in the folder mon-site",
        "essor init . --force", "in this folder, beside the files that are already there" },
      "force", 1, 1, .run = command_init },
    { "new", "PATH [TITLE]", "make a new page from its type's model",
      "Makes a Markdown file under content/ with the front matter that its type asks for.",
      { "essor new entretiens/caux-seine --type entretien", "content/entretiens/caux-seine.md",
        "essor new notes/bilan-2026.md \"Bilan 2026\"", "with its title" },
      "type force", 1, 2, .run = command_new },
    { "build", "", "build the site into public/",
      "Reads the site, runs its scripts, renders the pages whose inputs changed and replaces the files "
      "whose bytes changed, one by one; with --atomic the whole folder at once, so that nobody sees old and "
      "new files together. When the site has an error, the published folder stays as it was.",
      { "essor build", "the site of this folder, into public/",
        "essor build -b https://obs.example/ess/ -d /srv/www/ess --atomic", "for another address, into a folder that a web server reads" },
      BUILD_OPTIONS " no-cache dry-run stats explain isolate atomic shard force", 0, 0, .run = command_build },
    { "serve", "", "show the site in the browser as it is written",
      "Builds the site, shows it on this machine, and follows each file that is saved: the browser shows "
      "the page again, or what is wrong and where. Drafts are shown. public/ is not touched. With --bind 0.0.0.0, "
      "phones and other machines of the network see it too, without a password.",
      { "essor serve", "at http://127.0.0.1:1313/",
        "essor serve --open --port 8000 --future", "in the browser, with the pages of later" },
      "port bind open base-url drafts future expired clock max-memory max-time unconfined", 0, 0, .run = command_serve },
    { "merge", "PART...", "make one site of the parts that build --shard made",
      "Brings the parts of one site together in public/: the same files, byte for byte, as one build of the "
      "whole. Each file is checked against its part's manifest; parts of another site, or one that is "
      "missing, are refused. Links from one part to an anchor in another are followed. Only what changed is written.",
      { "essor merge parts/?-of-4", "what 'essor build --shard 1/4' to 'essor build --shard 4/4' made, into public/",
        "essor merge -d /srv/www/ess parts/?-of-4", "into another folder" },
      "destination atomic force", 1, 4096, .run = command_merge },
    { "check", "", "find every mistake; write nothing",
      "Does all that build does, drafts included, but writes nothing: every mistake of the site, with "
      "its place and what to do.",
      { "essor check", "the whole site",
        "essor check --format github --strict", "as annotations of a forge; warnings fail too" },
      BUILD_OPTIONS " isolate", 0, 0, .run = command_check },
    { "list", "[WHAT]", "list pages, drafts, orphans, aliases, tables, indicators, figures, outputs",
      "Prints one line an item, columns separated by tabs: for people, and for grep, sort and cut; with "
      "--format json, a list of objects.",
      { "essor list", "every page: address, type, date, source, title",
        "essor list orphans", "the pages that no other page links to" },
      BUILD_OPTIONS, 0, 1, .run = command_list, .choices = "pages drafts orphans aliases tables indicators figures outputs" },
    { "explain", "URL", "say what made an output, and what changed since",
      "Prints what an output of the last build read (pages, rows, figures, templates, settings, files), "
      "which of these differ now, and how: the cell, the key, the page of a list, with what it was and what "
      "it is. 'essor build --explain PATH' prints the same while it builds.",
      { "essor explain /territoires/region/28/", "the fiche of Normandie",
        "essor explain content/a-propos.md", "the page made from this file" },
      BUILD_OPTIONS, 1, 1, .run = command_explain },
    { "publish", "[TARGET]", "write the built site as one commit on a branch",
      "Writes public/ straight into the repository's object store, as one commit on a branch, without "
      "touching the working tree. Nothing changed: no commit. A branch that Essor did not make is not "
      "overwritten. TARGET is one of [[publish.targets]] in the configuration; by default the first.",
      { "essor publish", "public/ on the branch pages",
        "essor publish --branch gh-pages --push", "on gh-pages, then push it to origin" },
      "destination base-url branch remote push force", 0, 1, .run = command_publish },
    { "config", "[KEY]", "print the configuration as it is understood",
      "Prints the settings, defaults included, or one of them.",
      { "essor config", "all settings", "essor config base_url", "one of them" },
      "base-url", 0, 1, .run = command_config },
    { "doctor", "", "check this machine and this site's surroundings",
      "Says the versions of the libraries, what it sees of the repository, the clock, the theme and the "
      "folders it has to write, and what would keep the site from being built or published.",
      { "essor doctor", "everything in order?", "essor doctor -s mon-site", "for another site" },
      "destination", 0, 0, .run = command_doctor },
    { "clean", "", "remove what a build made",
      "Removes the outputs that Essor wrote and its own state. A file that it did not write stays.",
      { "essor clean", "public/ and .essor/", "essor clean --dry-run", "only say what would go" },
      "destination dry-run", 0, 0, .run = command_clean },
    { "completion", "SHELL", "print completions for bash, zsh or fish",
      "Prints a script for the shell's completion.",
      { "essor completion bash > ~/.local/share/bash-completion/completions/essor", "for bash",
        "essor completion fish > ~/.config/fish/completions/essor.fish", "for fish" },
      "", 1, 1, .run = command_completion, .choices = "bash zsh fish" },
    { "version", "", "print the version",
      "Prints the versions of the program and of the libraries it runs with.",
      { "essor version", "one line each", "essor version -q", "only the program's" },
      "", 0, 0, .run = command_version },
    { "help", "[COMMAND]", "print help",
      "Prints the list of commands, or the help of one; 'essor help manual' prints the manual page.",
      { "essor help build", "one command", "essor help manual | man -l -", "the manual page" },
      "", 0, 1, .run = command_help },
    { 0 },
};

const Command *command_table(void)
{
    return COMMANDS;
}

const Command *command_find(Str name)
{
    for (const Command *command = COMMANDS; command->name; command++)
        if (str_equal(name, str_from(command->name)))
            return command;
    return NULL;
}

int unknown_command(Invocation *invocation, Str name)
{
    List(Str) names = { 0 };
    for (const Command *command = COMMANDS; command->name; command++)
        list_add(&names, invocation->keep, str_from(command->name));
    if (name.length)
        problem(&invocation->problems, (Place){ 0 }, "E0901", "no command '%.*s'", STR(name));
    else
        problem(&invocation->problems, (Place){ 0 }, "E0901", "options, but no command");
    Str nearest = str_nearest(name, names.at, names.count);
    if (nearest.length)
        problem_hint(&invocation->problems, "did you mean '%.*s'?", STR(nearest));
    else
        problem_hint(&invocation->problems, "see 'essor help'");
    report(invocation, NULL);
    return EXIT_USAGE;
}

static Language language_of(Str lang)
{
    return str_starts(lang, S("fr")) ? FRENCH : ENGLISH;
}

static Language environment_language(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Str value = str_from(getenv(names[i]));
        if (value.length)
            return language_of(value);
    }
    return ENGLISH;
}

bool read_clock(Invocation *invocation)
{
    int64_t seconds;
    if (invocation->clock.length) {
        if (date_parse(invocation->clock, &invocation->now))
            return true;
        problem(&invocation->problems, (Place){ 0 }, "E0904", "'%.*s' is no value for '--%s'",
                STR(invocation->clock), "clock");
        return problem_hint(&invocation->problems, "a date is expected, like 2026-01-15 or 2026-01-15T08:45:00+01:00");
    }
    if (!str_to_integer(str_from(getenv("SOURCE_DATE_EPOCH")), &seconds))
        seconds = (int64_t)time(NULL);
    invocation->now = date_from_seconds(seconds);
    return true;
}

static bool check_operands(Invocation *invocation)
{
    const Command *command = invocation->command;
    Problems *problems = &invocation->problems;
    int count = invocation->operands.count;
    bool few = count < command->least;
    const char *operands = message(problems->language, command->operands);
    if (invocation->help || (!few && count <= command->most))
        return true;
    if (few)
        problem(problems, (Place){ 0 }, "E0905", "'%s' wants %s", command->name, operands);
    else
        problem(problems, (Place){ 0 }, "E0905", "'%s' has no use for '%.*s'", command->name,
                STR(invocation->operands.at[command->most]));
    return problem_hint(problems, "write 'essor %s%s%s'; see 'essor help %s'", command->name,
                        *operands ? " " : "", operands, command->name);
}

/* The language is needed before the options are read: to say that one is wrong. */
static Language asked_language(char **words)
{
    for (; *words; words++) {
        Str word = str_from(*words);
        if (str_starts(word, S("--lang=")))
            return language_of(str_slice(word, 7, word.length));
        if (str_equal(word, S("--lang")) && words[1])
            return language_of(str_from(words[1]));
    }
    return environment_language();
}

/* `essor -s DIR build` is `essor build -s DIR`: moves the command before the options. */
static char **command_first(Arena *arena, int count, char **words)
{
    int at = 0;
    while (at < count && words[at][0] == '-' && words[at][1])
        at += option_wants_next(str_from(words[at])) ? 2 : 1;
    if (!at || at >= count)
        return words;
    char **moved = arena_array(arena, char *, count + 1);
    moved[0] = words[at];
    for (int i = 0, to = 1; i < count; i++)
        if (i != at)
            moved[to++] = words[i];
    return moved;
}

static int run(Invocation *invocation, char **words)
{
    Str name = str_from(words[0]);
    if (!name.length || str_equal(name, S("--help")) || str_equal(name, S("-h")))
        name = S("help");
    else if (str_equal(name, S("--version")) || str_equal(name, S("-V")))
        name = S("version");
    invocation->command = command_find(name);
    if (!invocation->command)
        return unknown_command(invocation, str_starts(name, S("-")) ? S("") : name);
    bool ok = read_options(invocation, words[0] ? words + 1 : words);
    if (!ok || !read_clock(invocation) || !check_operands(invocation)) {
        report(invocation, NULL);
        return EXIT_USAGE;
    }
    return invocation->help ? command_help(invocation) : invocation->command->run(invocation);
}

int run_command(int count, char **arguments)
{
    Arena *keep = arena_open();
    Language language = asked_language(arguments);
    Invocation invocation = { .keep = keep, .language = language, .problems = problems_new(keep, language) };
    file_modes();
    markdown_start();
    int code = run(&invocation, count ? command_first(keep, count - 1, arguments + 1) : arguments);
    arena_close(keep);
    return code;
}
