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
        buf_format(out, " \\fI%s\\fR", option->argument);
    buf_char(out, '\n');
    add_text(out, message(invocation->language, option->description));
    buf_char(out, '\n');
}

static void add_command(const Invocation *invocation, Buf *out, const Command *command)
{
    buf_format(out, ".SS essor %s %s\n", command->name, command->operands);
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
    buf_literal(out, ".SH FILES\n.TP\nsite.toml\n.TP\npublic/\n.TP\n.essor/\n.SH ENVIRONMENT\nSOURCE_DATE_EPOCH, NO_COLOR, LANG\n");
}
