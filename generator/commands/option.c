/* commands/option.c - the table of options, and the reading of a command line.
 *
 * Options may stand anywhere after the command; `--` ends them. `--name=value`, `--name value`,
 * `-n value` and `-nvalue` are the same; flags of one letter may be joined. Spellings known from
 * other generators are refused with the name they have here.
 */
#include "commands/command.h"

#define FIELD(name) offsetof(Invocation, name)

static const Option OPTIONS[] = {
    { 's', "source", "DIR", "folder of the site (default: the current one)", OPTION_TEXT, FIELD(source), .global = true },
    { 'c', "config", "FILE", "configuration file (default: site.toml)", OPTION_TEXT, FIELD(config), .global = true },
    { 'j', "jobs", "N", "number of threads (default: one per processor)", OPTION_NUMBER, FIELD(jobs), .global = true, .most = 256 },
    { 'q', "quiet", NULL, "say nothing but problems", OPTION_FLAG, FIELD(quiet), .global = true },
    { 'v', "verbose", NULL, "say each step and its time", OPTION_FLAG, FIELD(verbose), .global = true },
    { 0, "format", "FORMAT", "problems as text, json or github annotations", OPTION_TEXT, FIELD(format), .global = true, .choices = "text json github" },
    { 0, "strict", NULL, "warnings fail too (exit code 3)", OPTION_FLAG, FIELD(strict), .global = true },
    { 0, "color", "WHEN", "colours: auto, always or never", OPTION_TEXT, FIELD(color), .global = true, .choices = "auto always never" },
    { 0, "lang", "LANGUAGE", "language of messages: fr or en", OPTION_TEXT, FIELD(lang), .global = true, .choices = "fr en" },
    { 0, "set", "KEY=VALUE", "set a key of the configuration; may be repeated", OPTION_LIST, FIELD(set), .global = true },
    { 0, "share", "DIR", "folder of the installed themes and Lua library", OPTION_TEXT, FIELD(share), .global = true },
    { 'h', "help", NULL, "help of the command", OPTION_FLAG, FIELD(help), .global = true },
    { 'd', "destination", "DIR", "folder to publish into (default: public)", OPTION_TEXT, FIELD(destination), .global = false },
    { 'b', "base-url", "URL", "address of the published site", OPTION_TEXT, FIELD(base_url), .global = false },
    { 'D', "drafts", NULL, "also build drafts", OPTION_FLAG, FIELD(drafts), .global = false },
    { 'F', "future", NULL, "also build pages scheduled for later", OPTION_FLAG, FIELD(future), .global = false },
    { 0, "expired", NULL, "also build expired pages", OPTION_FLAG, FIELD(expired), .global = false },
    { 0, "clock", "DATE", "the date taken for now, for scheduled and expired pages", OPTION_TEXT, FIELD(clock), .global = false },
    { 0, "no-cache", NULL, "render every page again", OPTION_FLAG, FIELD(no_cache), .global = false },
    { 0, "dry-run", NULL, "list what would be written and removed; write nothing", OPTION_FLAG, FIELD(dry_run), .global = false },
    { 0, "stats", NULL, "count and time each step", OPTION_FLAG, FIELD(stats), .global = false },
    { 0, "explain", "PATH", "say why this output is made again, or is not", OPTION_TEXT, FIELD(explain), .global = false },
    { 0, "isolate", NULL, "a fresh Lua state for each page", OPTION_FLAG, FIELD(isolate), .global = false },
    { 0, "atomic", NULL, "replace the published folder as a whole, in one step", OPTION_FLAG, FIELD(atomic), .global = false },
    { 0, "max-memory", "MB", "memory that the site may use (default: 4096, or three quarters of the machine's)", OPTION_NUMBER, FIELD(max_memory), .most = 1 << 20 },
    { 0, "max-time", "SECONDS", "processor time that one script or page may take (default: 30)", OPTION_NUMBER, FIELD(max_time), .most = 100000 },
    { 0, "unconfined", NULL, "evaluate the site without a process apart and its limits, for a debugger", OPTION_FLAG, FIELD(unconfined), .global = false },
    { 0, "shard", "I/N", "make only part I of the N parts of the site", OPTION_TEXT, FIELD(shard), .global = false },
    { 0, "force", NULL, "go on where the command would refuse for safety", OPTION_FLAG, FIELD(force), .global = false },
    { 0, "branch", "NAME", "branch to publish on (default: pages)", OPTION_TEXT, FIELD(branch), .global = false },
    { 0, "remote", "NAME", "push to this remote (default with --push: origin)", OPTION_TEXT, FIELD(remote), .global = false },
    { 0, "push", NULL, "push the branch", OPTION_FLAG, FIELD(push), .global = false },
    { 'p', "port", "N", "port of the preview (default: 1313, or the next free one)", OPTION_NUMBER, FIELD(port), .global = false, .most = 65535 },
    { 0, "bind", "ADDRESS", "address that the preview listens on (default: 127.0.0.1)", OPTION_TEXT, FIELD(bind), .global = false },
    { 'O', "open", NULL, "open the preview in the browser", OPTION_FLAG, FIELD(open), .global = false },
    { 't', "type", "TYPE", "type of the page", OPTION_TEXT, FIELD(type), .global = false },
    { 0 },
};

static const struct { const char *theirs, *ours; } FOREIGN[] = {
    { "output-dir", "destination" }, { "output", "destination" }, { "out", "destination" },
    { "baseURL", "base-url" },       { "baseUrl", "base-url" },   { "baseurl", "base-url" },
    { "buildDrafts", "drafts" },     { "buildFuture", "future" }, { "buildExpired", "expired" },
    { "ignoreCache", "no-cache" },   { "force-rebuild", "no-cache" }, { "root", "source" },
    { "threads", "jobs" },           { "include-drafts", "drafts" }, { "dryRun", "dry-run" },
    { "o", "destination" },          { "u", "base-url" },         { "input", "source" },
    { "unpublished", "drafts" },     { "interface", "bind" },     { "host", "bind" },
    { "i", "bind" },                 { "openBrowser", "open" },   { "json", "format json" },
};

const Option *option_table(void)
{
    return OPTIONS;
}

bool command_takes(const Command *command, const Option *option)
{
    Str names = str_from(command->options), name;
    if (option->global)
        return true;
    while (str_next(&names, ' ', &name))
        if (str_equal(name, str_from(option->name)))
            return true;
    return false;
}

static const Option *find_option(const Command *command, Str name)
{
    for (const Option *option = OPTIONS; option->name; option++)
        if (command_takes(command, option) &&
            (str_equal(name, str_from(option->name)) ||
             (name.length == 1 && option->letter == name.data[0])))
            return option;
    return NULL;
}

/* The name that another generator's option has here; NULL. */
static const char *foreign_option(const Command *command, Str name)
{
    for (size_t i = 0; i < sizeof FOREIGN / sizeof *FOREIGN; i++) {
        Str ours = str_from(FOREIGN[i].ours), option;
        str_next(&ours, ' ', &option);
        if (str_equal(name, str_from(FOREIGN[i].theirs)) && find_option(command, option))
            return FOREIGN[i].ours;
    }
    return NULL;
}

/* The commands that have an option of this name. */
static Str commands_that_take(Arena *keep, Str name)
{
    Buf names = buf_new(keep);
    for (const Command *command = command_table(); command->name; command++)
        if (find_option(command, name))
            buf_format(&names, "%s%s", names.length ? ", " : "", command->name);
    return buf_str(&names);
}

/* The option that this is a beginning of, "dry" of "dry-run"; "" when there are several or none. */
static Str only_option(const Str *names, int count, Str beginning)
{
    enum { LETTERS = 3 };
    Str found = S("");
    for (int i = 0; i < count; i++)
        if (beginning.length >= LETTERS && str_starts(names[i], beginning)) {
            if (found.length)
                return S("");
            found = names[i];
        }
    return found;
}

static bool unknown_option(Invocation *invocation, Str name)
{
    List(Str) names = { 0 };
    for (const Option *option = OPTIONS; option->name; option++)
        if (command_takes(invocation->command, option))
            list_add(&names, invocation->keep, str_from(option->name));
    problem(&invocation->problems, (Place){ 0 }, "E0902", "'%s' has no option '%s%.*s'",
            invocation->command->name, name.length == 1 ? "-" : "--", STR(name));
    const char *ours = foreign_option(invocation->command, name);
    if (ours)
        return problem_hint(&invocation->problems, "it is called '--%s' here", ours);
    Str others = commands_that_take(invocation->keep, name), nearest = only_option(names.at, names.count, name);
    if (others.length)
        return problem_hint(&invocation->problems, "these commands have it: %.*s", STR(others));
    if (!nearest.length)
        nearest = str_nearest(name, names.at, names.count);
    if (nearest.length)
        return problem_hint(&invocation->problems, "did you mean '--%.*s'?", STR(nearest));
    return problem_hint(&invocation->problems, "see 'essor help %s'", invocation->command->name);
}

static bool is_allowed(Invocation *invocation, const Option *option, Str value)
{
    Str rest = str_from(option->choices), name;
    while (str_next(&rest, ' ', &name))
        if (str_equal(name, value))
            return true;
    problem(&invocation->problems, (Place){ 0 }, "E0904", "'%.*s' is no value for '--%s'", STR(value), option->name);
    return problem_hint(&invocation->problems, "known: %s", option->choices);
}

static bool store(Invocation *invocation, const Option *option, Str value)
{
    void *field = (char *)invocation + option->field;
    int64_t number;
    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)field = true;
        return true;
    case OPTION_TEXT:
        if (option->choices && !is_allowed(invocation, option, value))
            return false;
        *(Str *)field = value;
        return true;
    case OPTION_LIST:
        list_add((Words *)field, invocation->keep, value);
        return true;
    case OPTION_NUMBER:
        if (!str_to_integer(value, &number) || number < 1 || number > option->most) {
            problem(&invocation->problems, (Place){ 0 }, "E0904", "'%.*s' is no value for '--%s'",
                    STR(value), option->name);
            return problem_hint(&invocation->problems, "a whole number from 1 to %d is expected", option->most);
        }
        *(int *)field = (int)number;
        return true;
    }
    return false;
}

/* Reads one option, whose value may be the next word; moves `words` past what it used. */
static bool read_option(Invocation *invocation, Str name, const Str *joined, char ***words)
{
    const Option *option = find_option(invocation->command, name);
    if (!option)
        return unknown_option(invocation, name);
    if (option->kind == OPTION_FLAG) {
        if (joined) {
            problem(&invocation->problems, (Place){ 0 }, "E0903", "'--%s' takes no value", option->name);
            return problem_hint(&invocation->problems, "write --%s alone, or leave it out", option->name);
        }
        return store(invocation, option, S(""));
    }
    Str value = joined ? *joined : **words ? str_from(*(*words)++) : S("");
    if (value.length)
        return store(invocation, option, value);
    problem(&invocation->problems, (Place){ 0 }, "E0903", "'--%s' wants a value", option->name);
    return problem_hint(&invocation->problems, "write --%s %s", option->name,
                        message(invocation->language, option->argument));
}

bool option_wants_next(Str word)
{
    bool named = str_starts(word, S("--"));
    Str name = str_slice(word, named ? 2 : 1, word.length);
    for (size_t i = 0; i < (named ? 1 : name.length); i++)
        for (const Option *option = OPTIONS; option->name; option++)
            if (named ? str_equal(name, str_from(option->name)) : option->letter == name.data[i])
                if (option->kind != OPTION_FLAG)
                    return named || i + 1 == name.length;
    return false;
}

static bool read_letters(Invocation *invocation, Str letters, char ***words)
{
    while (letters.length) {
        Str name = str_slice(letters, 0, 1), rest = str_slice(letters, 1, letters.length);
        const Option *option = find_option(invocation->command, name);
        bool flag = !option || option->kind == OPTION_FLAG;
        if (!read_option(invocation, name, !flag && rest.length ? &rest : NULL, words))
            return false;
        if (!flag)
            return true;
        letters = rest;
    }
    return true;
}

bool read_options(Invocation *invocation, char **words)
{
    bool ok = true, ended = false;
    while (*words) {
        Str word = str_from(*words++);
        if (ended || word.length < 2 || word.data[0] != '-') {
            list_add(&invocation->operands, invocation->keep, word);
        } else if (str_equal(word, S("--"))) {
            ended = true;
        } else if (str_starts(word, S("--"))) {
            int equals = str_find_char(word, '=');
            Str value = equals < 0 ? word : str_slice(word, (size_t)equals + 1, word.length);
            Str name = str_slice(word, 2, equals < 0 ? word.length : (size_t)equals);
            ok = read_option(invocation, name, equals < 0 ? NULL : &value, &words) && ok;
        } else {
            ok = read_letters(invocation, str_slice(word, 1, word.length), &words) && ok;
        }
    }
    return ok;
}
