/* commands/report.c - problems as text with their source line, as JSON lines, or as annotations. */
#include "commands/report.h"

#include "base/location.h"
#include "base/path.h"
#include "base/utf8.h"
#include "read/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

typedef struct Report {
    Invocation *invocation;
    const Source *source;
    bool colored;
    Buf out;
    Arena *scratch;             /* holds the text of `file`, the last that was shown              */
    Str file, text;
    Str line, rest;             /* the line that was shown of it, and the text below              */
    int number;                 /* of that line; 0 = none yet                                     */
} Report;

static bool wants_color(const Invocation *invocation)
{
    if (invocation->color.length && !str_equal(invocation->color, S("auto")))
        return str_equal(invocation->color, S("always"));
    Str term = str_from(getenv("TERM"));
    return !str_from(getenv("NO_COLOR")).length && isatty(2) && term.length && !str_equal(term, S("dumb"));
}

static void paint(Report *report, const char *code)
{
    if (report->colored)
        buf_format(&report->out, "\033[%sm", code);
}

/* Control characters could drive the reader's terminal: they are shown as \x1b. So are the bytes that
 * are not UTF-8. */
static void add_printable(Buf *out, Str text)
{
    int invalid = utf8_invalid(text);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool broken = invalid >= 0 && i == (size_t)invalid;
        if (c == '\t' || (c >= 32 && c != 127 && !broken))
            buf_char(out, (char)c);
        else
            buf_format(out, "\\x%02x", c);
        if (!broken)
            continue;
        invalid = utf8_invalid(str_slice(text, i + 1, text.length));
        invalid = invalid < 0 ? -1 : invalid + (int)i + 1;
    }
}

static void add_place(Buf *out, Place place)
{
    if (!place.file.length)
        return;
    add_printable(out, place.file);
    if (place.line)
        buf_format(out, ":%d", place.line);
    if (place.line && place.column)
        buf_format(out, ":%d", place.column);
    buf_literal(out, ": ");
}

static void open_source(Report *report, Place place)
{
    arena_reset(report->scratch);
    Problems ignored = problems_new(report->scratch, ENGLISH);
    report->file = place.file;
    if (!source_read(report->source, report->scratch, place.file, place, &report->text, &ignored))
        report->text = S("");
    report->rest = report->text;
    report->number = 0;
}

/* Goes on from the line that was shown before: problems come in the order of their lines. */
static bool source_line(Report *report, Place place)
{
    if (!report->source || !place.line)
        return false;
    if (!str_equal(report->file, place.file))
        open_source(report, place);
    if (place.line < report->number) {
        report->rest = report->text;
        report->number = 0;
    }
    while (report->number < place.line && str_next(&report->rest, '\n', &report->line))
        report->number++;
    return report->number == place.line;
}

static void add_source_line(Report *report, Place place)
{
    enum { WIDEST = 160 };
    if (!source_line(report, place) || !str_trim(report->line).length)
        return;
    Str line = report->line;
    size_t from = 0, column = place.column > 0 ? (size_t)place.column - 1 : 0;
    if (column > WIDEST / 2 && line.length > WIDEST)
        from = column - WIDEST / 2;
    while (from > 0 && from < line.length && ((unsigned char)line.data[from] & 0xC0) == 0x80)
        from--;
    Str shown = str_slice(line, from, from + WIDEST);
    paint(report, "2");
    buf_format(&report->out, "%6d | ", place.line);
    add_printable(&report->out, shown);
    buf_char(&report->out, '\n');
    if (place.column && column <= line.length) {
        buf_literal(&report->out, "       | ");
        for (size_t i = from; i < column; i++)
            if (((unsigned char)line.data[i] & 0xC0) != 0x80)
                buf_char(&report->out, line.data[i] == '\t' ? '\t' : ' ');
        buf_literal(&report->out, "^\n");
    }
    paint(report, "0");
}

static void add_text(Report *report, const Problem *problem)
{
    Language language = report->invocation->language;
    add_place(&report->out, problem->place);
    paint(report, problem->warning ? "1;33" : "1;31");
    buf_format(&report->out, "%s[%.*s]", message(language, problem->warning ? "warning" : "error"),
               STR(problem->code));
    paint(report, "0");
    buf_literal(&report->out, ": ");
    add_printable(&report->out, problem->message);
    buf_char(&report->out, '\n');
    add_source_line(report, problem->place);
    if (problem->hint.length) {
        buf_format(&report->out, "   %s ", message(language, "hint:"));
        add_printable(&report->out, problem->hint);
        buf_char(&report->out, '\n');
    }
}

static void add_json(Report *report, const Problem *problem)
{
    Buf *out = &report->out;
    buf_format(out, "{\"level\":\"%s\",\"code\":\"%.*s\",\"file\":", problem->warning ? "warning" : "error",
               STR(problem->code));
    buf_json_string(out, problem->place.file);
    buf_format(out, ",\"line\":%d,\"column\":%d,\"message\":", problem->place.line, problem->place.column);
    buf_json_string(out, problem->message);
    buf_literal(out, ",\"hint\":");
    buf_json_string(out, problem->hint);
    buf_literal(out, "}\n");
}

/* Source: GitHub "Workflow commands": %, CR and LF are percent-encoded, in properties also : and , */
static void add_encoded(Buf *out, Str text, bool property)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
            buf_format(out, "%%%02X", (unsigned char)c);
        else
            buf_char(out, c);
    }
}

static void add_github(Report *report, const Problem *problem)
{
    Buf *out = &report->out;
    buf_format(out, "::%s file=", problem->warning ? "warning" : "error");
    add_encoded(out, problem->place.file, true);
    if (problem->place.line)
        buf_format(out, ",line=%d,col=%d", problem->place.line, problem->place.column ? problem->place.column : 1);
    buf_format(out, ",title=%.*s::", STR(problem->code));
    add_encoded(out, problem->message, false);
    if (problem->hint.length) {
        buf_literal(out, "%0A");
        add_encoded(out, problem->hint, false);
    }
    buf_char(out, '\n');
}

static void add_count(Report *report)
{
    const Problems *problems = &report->invocation->problems;
    int warnings = problems->list.count - problems->errors;
    Language language = report->invocation->language;
    if (problems->list.count < 2)
        return;
    buf_format(&report->out, message(language, "errors: %d, warnings: %d"), problems->errors, warnings);
    buf_char(&report->out, '\n');
}

void report(Invocation *invocation, const Source *source)
{
    invocation->told = true;
    if (invocation->apart)
        return;
    Report this = { .invocation = invocation, .source = source, .colored = wants_color(invocation),
                    .out = buf_new(invocation->keep), .scratch = arena_open() };
    bool json = str_equal(invocation->format, S("json")), github = str_equal(invocation->format, S("github"));
    problems_sort(&invocation->problems);
    for (int i = 0; i < invocation->problems.list.count; i++) {
        const Problem *problem = &invocation->problems.list.at[i];
        if (json)
            add_json(&this, problem);
        else if (github)
            add_github(&this, problem);
        else
            add_text(&this, problem);
    }
    if (!json && !github)
        add_count(&this);
    file_print(json ? 1 : 2, buf_str(&this.out));
    arena_close(this.scratch);
}

Str site_folder(const Invocation *invocation)
{
    return invocation->source.length ? invocation->source : S(".");
}

Str destination_folder(const Invocation *invocation)
{
    if (invocation->destination.length)
        return invocation->destination;
    return invocation->source.length ? path_join(invocation->keep, invocation->source, S("public")) : S("public");
}

Hash destination_hash(const Invocation *invocation)
{
    return hash_str(location_within(invocation->keep, site_folder(invocation), destination_folder(invocation)));
}

Str config_file(const Invocation *invocation)
{
    Arena *keep = invocation->keep;
    Str file = invocation->config.length ? invocation->config : S("site.toml"), folder = site_folder(invocation), inside;
    bool absolute = str_starts(file, S("/"));
    if (!absolute && path_resolve(keep, S(""), file, &inside) && inside.length)
        return inside;
    inside = location_within(keep, folder, absolute ? file : path_join(keep, folder, file));
    return str_starts(inside, S("/")) ? file : inside;
}

Str state_folder(const Invocation *invocation)
{
    if (invocation->state.length)
        return invocation->state;
    return path_join(invocation->keep, site_folder(invocation), S(".essor"));
}

bool make_state(Invocation *invocation, Folder *state)
{
    if (folder_make(state, invocation->keep, state_folder(invocation)))
        return true;
    problem(&invocation->problems, (Place){ .file = S(".essor") }, "E0704", "cannot make the folder: %s", state->error);
    return problem_hint(&invocation->problems, "what the next builds need is kept there: it must be writable");
}

bool wait_for_lock(Invocation *invocation, Folder *state, Str *holder, bool *waited)
{
    enum { PATIENCE = 100, TICK = 20 * 1000 * 1000 };       // of 20 ms: 2 s in all
    const struct timespec tick = { .tv_nsec = TICK };
    bool locked = folder_lock(state, invocation->keep, S("lock"), holder);
    if (waited)
        *waited = !locked;
    for (int i = 0; !locked && holder->length && i < PATIENCE; i++) {
        if (!i)
            say(invocation, "process %.*s is at work on this site, or ending: this one waits, two seconds at most", STR(*holder));
        nanosleep(&tick, NULL);
        locked = folder_lock(state, invocation->keep, S("lock"), holder);
    }
    return locked;
}

bool lock_site(Invocation *invocation, Folder *state, bool *waited)
{
    Problems *problems = &invocation->problems;
    Str holder;
    if (wait_for_lock(invocation, state, &holder, waited))
        return true;
    if (!holder.length) {
        problem(problems, (Place){ .file = S(".essor/lock") }, "E0703", "cannot write this file: %s", state->error);
        return problem_hint(problems, "what the next builds need is kept there: it must be writable");
    }
    problem(problems, (Place){ 0 }, "E0706", "another build of this site is running (process %.*s)", STR(holder));
    return problem_hint(problems, "wait for its end, or stop it");
}

int open_site(Invocation *invocation, Source *source, const Config **config)
{
    Str folder = site_folder(invocation);
    if (!source_open(source, invocation->keep, folder, invocation->share, &invocation->problems)) {
        report(invocation, NULL);
        return EXIT_ENVIRONMENT;
    }
    ConfigOptions options = {
        .file = config_file(invocation),
        .base_url = invocation->base_url, .drafts = invocation->drafts, .future = invocation->future,
        .expired = invocation->expired, .atomic = invocation->atomic, .jobs = invocation->jobs, .now = invocation->now,
    };
    for (int i = 0; i < invocation->set.count; i++)
        list_add(&options.set, invocation->keep, invocation->set.at[i]);
    *config = read_config(invocation->keep, source, &options, &invocation->problems);
    if (*config)
        return EXIT_DONE;
    report(invocation, source);
    source_close(source);
    return EXIT_USAGE;
}

int report_exit_code(const Invocation *invocation)
{
    if (invocation->problems.errors)
        return EXIT_SITE_ERRORS;
    return invocation->strict && invocation->problems.list.count ? EXIT_WARNINGS : EXIT_DONE;
}

void say(const Invocation *invocation, const char *format, ...)
{
    if (invocation->quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    Str text = str_vformat(invocation->keep, message(invocation->language, format), arguments);
    va_end(arguments);
    file_print(2, text);
    file_print(2, S("\n"));
}

void print(const Invocation *invocation, Str text)
{
    if (file_print(1, text))
        return;
    file_print(2, str_format(invocation->keep, "%s\n", message(invocation->language,
               "the command's output cannot be written: the disk is full, or its reader is gone")));
    exit(EXIT_ENVIRONMENT);
}

void progress(const Invocation *invocation, const char *step, int done, int all)
{
    trace_progress(invocation->trace, done, all);
    if (invocation->apart || invocation->quiet || !isatty(2))
        return;
    char line[160];
    int length = snprintf(line, sizeof line, "\r\033[K%s %d/%d", message(invocation->language, step), done, all);
    file_print(2, (Str){ line, (size_t)length });
}

void progress_end(const Invocation *invocation)
{
    if (!invocation->apart && !invocation->quiet && isatty(2))
        file_print(2, S("\r\033[K"));
}
