/* commands/manual.c - essor(1), for `make install` and packages: `essor help manual`. */
#include "commands/manual.h"

/* roff reads a backslash anywhere, and a point or an apostrophe at the start of a line. */
static void add_text(Buf *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        buf_literal(out, "\\&");
    for (; *text; text++) {
        if (*text == '\\')
            buf_literal(out, "\\e");
        else if (*text == '-')
            buf_literal(out, "\\-");
        else
            buf_char(out, *text);
    }
}

static void add_option(const Invocation *invocation, Buf *out, const Option *option)
{
    buf_literal(out, ".TP\n");
    if (option->letter)
        buf_format(out, "\\fB\\-%c\\fR, ", option->letter);
    buf_literal(out, "\\fB\\-\\-");
    add_text(out, option->name);
    buf_literal(out, "\\fR");
    if (option->argument)
        buf_format(out, " \\fI%s\\fR", message(invocation->language, option->argument));
    buf_char(out, '\n');
    add_text(out, message(invocation->language, option->description));
    buf_char(out, '\n');
}

static void add_command(const Invocation *invocation, Buf *out, const Command *command)
{
    buf_format(out, ".SS essor %s %s\n", command->name, message(invocation->language, command->operands));
    add_text(out, message(invocation->language, command->description));
    buf_literal(out, "\n.PP\n.nf\n");
    for (int i = 0; i < 4; i += 2) {
        buf_literal(out, "    ");
        add_text(out, command->examples[i]);
        buf_literal(out, "\n        ");
        add_text(out, message(invocation->language, command->examples[i + 1]));
        buf_char(out, '\n');
    }
    buf_literal(out, ".fi\n");
    for (const Option *option = option_table(); option->name; option++)
        if (!option->global && command_takes(command, option))
            add_option(invocation, out, option);
}

typedef struct Item { const char *name, *text; } Item;

static const Item EXITS[] = {
    { "0", "done" }, { "1", "the site has errors" }, { "2", "wrong command line or configuration" },
    { "3", "warnings under --strict" }, { "4", "refused for safety" },
    { "5", "the machine: disk, permissions, git" },
};

static const Item FILES[] = {
    { "site.toml", "the configuration of the site" },
    { "content/", "pages, tables and images" },
    { "lua/", "scripts: indicators, figures, fiches" },
    { "themes/", "themes; templates/ holds those that the site replaces" },
    { "public/", "the published site" },
    { ".essor/", "what the next build needs to make only what changed; may be removed" },
};

static const Item ENVIRONMENT[] = {
    { "SOURCE_DATE_EPOCH", "the time taken for now, in seconds since 1970" },
    { "NO_COLOR", "no colours when it is set" },
    { "LC_ALL, LC_MESSAGES, LANG", "messages are in French when the first that is set starts with fr" },
};

static void add_list(const Invocation *invocation, Buf *out, const char *title, const Item *items, size_t count)
{
    buf_format(out, ".SH %s\n", title);
    for (size_t i = 0; i < count; i++) {
        buf_literal(out, ".TP\n");
        add_text(out, items[i].name);
        buf_char(out, '\n');
        add_text(out, message(invocation->language, items[i].text));
        buf_char(out, '\n');
    }
}

void write_manual(const Invocation *invocation, Buf *out)
{
    buf_literal(out, ".TH ESSOR 1 \"\" \"essor " VERSION "\"\n.SH NAME\nessor \\- ");
    add_text(out, message(invocation->language, "Essor builds the website of an observatory from Markdown, tables and Lua."));
    buf_literal(out, "\n.SH SYNOPSIS\n\\fBessor\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n.SH COMMANDS\n");
    for (const Command *command = command_table(); command->name; command++)
        add_command(invocation, out, command);
    buf_literal(out, ".SH OPTIONS\n");
    for (const Option *option = option_table(); option->name; option++)
        if (option->global)
            add_option(invocation, out, option);
    add_list(invocation, out, "EXIT STATUS", EXITS, sizeof EXITS / sizeof *EXITS);
    add_list(invocation, out, "FILES", FILES, sizeof FILES / sizeof *FILES);
    add_list(invocation, out, "ENVIRONMENT", ENVIRONMENT, sizeof ENVIRONMENT / sizeof *ENVIRONMENT);
}
