/* commands/help.c - help, made from the tables of commands and options. */
#include "commands/manual.h"

#include "base/utf8.h"

static const char *translated(const Invocation *invocation, const char *text)
{
    return message(invocation->language, text);
}

/* French sets a space before some signs: they do not start a line. */
static bool is_sign(Str word)
{
    return str_equal(word, S(":")) || str_equal(word, S(";")) || str_equal(word, S("?")) ||
           str_equal(word, S("!")) || str_starts(word, S("»"));
}

/* Breaks a paragraph into lines of at most `width` characters, each after `indent` spaces. */
static void add_paragraph(Buf *out, Str text, int indent, int width)
{
    int column = 0;
    Str word;
    while (str_next(&text, ' ', &word)) {
        int length = 0;
        for (size_t i = 0; i < word.length; i++)
            length += ((unsigned char)word.data[i] & 0xC0) != 0x80;
        if (!column || (column + 1 + length > width && !is_sign(word))) {
            if (column)
                buf_char(out, '\n');
            buf_format(out, "%*s", indent, "");
            column = indent;
        } else {
            buf_char(out, ' ');
            column++;
        }
        buf_add(out, word);
        column += length;
    }
    buf_char(out, '\n');
}

static void add_options(const Invocation *invocation, Buf *out, const Command *command, bool global)
{
    enum { WIDTH = 26 };
    for (const Option *option = option_table(); option->name; option++) {
        if (option->global != global || !command_takes(command, option))
            continue;
        Str name = str_format(invocation->keep, "%c%c %c-%s%s%s", option->letter ? '-' : ' ',
                              option->letter ? option->letter : ' ', '-', option->name,
                              option->argument ? " " : "", option->argument ? translated(invocation, option->argument) : "");
        buf_format(out, "  %.*s%*s  %s\n", STR(name), WIDTH - utf8_length(name), "", translated(invocation, option->description));
    }
}

static int help_of(Invocation *invocation, const Command *command)
{
    Buf out = buf_new(invocation->keep);
    buf_format(&out, "essor %s%s%s - %s\n\n", command->name, *command->operands ? " " : "",
               translated(invocation, command->operands), translated(invocation, command->summary));
    add_paragraph(&out, str_from(translated(invocation, command->description)), 0, 78);
    buf_format(&out, "\n%s\n", translated(invocation, "Examples:"));
    for (int i = 0; i < 4; i += 2)
        buf_format(&out, "  %s\n      %s\n", command->examples[i], translated(invocation, command->examples[i + 1]));
    if (*command->options) {
        buf_format(&out, "\n%s\n", translated(invocation, "Options:"));
        add_options(invocation, &out, command, false);
    }
    buf_format(&out, "\n%s\n", translated(invocation, "Options of every command:"));
    add_options(invocation, &out, command, true);
    print(invocation, buf_str(&out));
    return EXIT_DONE;
}

static int help_of_all(Invocation *invocation)
{
    Buf out = buf_new(invocation->keep);
    buf_format(&out, "%s\n\n%s\n", translated(invocation, "Essor builds the website of an observatory from Markdown, tables and Lua."),
               translated(invocation, "Usage: essor COMMAND [OPTIONS]"));
    buf_format(&out, "\n%s\n", translated(invocation, "Commands:"));
    for (const Command *command = command_table(); command->name; command++)
        buf_format(&out, "  %-12s %s\n", command->name, translated(invocation, command->summary));
    buf_format(&out, "\n%s\n  essor init mon-site && cd mon-site && essor build\n  essor check --strict\n",
               translated(invocation, "Examples:"));
    buf_format(&out, "\n%s\n  0 %s\n  1 %s\n  2 %s\n  3 %s\n  4 %s\n  5 %s\n", translated(invocation, "Exit codes:"),
               translated(invocation, "done"), translated(invocation, "the site has errors"),
               translated(invocation, "wrong command line or configuration"),
               translated(invocation, "warnings under --strict"), translated(invocation, "refused for safety"),
               translated(invocation, "the machine: disk, permissions, git"));
    buf_format(&out, "\n%s\n", translated(invocation, "'essor help COMMAND' says more."));
    print(invocation, buf_str(&out));
    return EXIT_DONE;
}

int command_help(Invocation *invocation)
{
    if (invocation->help && invocation->command->run != command_help)
        return help_of(invocation, invocation->command);
    if (!invocation->operands.count)
        return help_of_all(invocation);
    if (str_equal(invocation->operands.at[0], S("manual"))) {
        Buf out = buf_new(invocation->keep);
        write_manual(invocation, &out);
        print(invocation, buf_str(&out));
        return EXIT_DONE;
    }
    const Command *command = command_find(invocation->operands.at[0]);
    return command ? help_of(invocation, command) : unknown_command(invocation, invocation->operands.at[0]);
}
