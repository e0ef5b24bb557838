/* commands/completion.c - completions for shells, made from the tables of commands and options. */
#include "commands/command.h"

static void add_names(Buf *out, const Command *only)
{
    if (!only) {
        for (const Command *command = command_table(); command->name; command++)
            buf_format(out, "%s%s", command == command_table() ? "" : " ", command->name);
        return;
    }
    for (const Option *option = option_table(); option->name; option++)
        if (command_takes(only, option))
            buf_format(out, " --%s", option->name);
}

static void bash(Invocation *invocation, Buf *out)
{
    (void)invocation;
    buf_literal(out, "_essor() {\n    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words\n"
                     "    if [ \"$COMP_CWORD\" = 1 ]; then words='");
    add_names(out, NULL);
    buf_literal(out, "'\n    else case $command in\n");
    for (const Command *command = command_table(); command->name; command++) {
        buf_format(out, "        %s) words='", command->name);
        add_names(out, command);
        buf_literal(out, "' ;;\n");
    }
    buf_literal(out, "    esac; fi\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                     "}\ncomplete -o default -F _essor essor\n");
}

static void zsh(Invocation *invocation, Buf *out)
{
    buf_literal(out, "#compdef essor\n_essor() {\n    local -a commands\n    commands=(\n");
    for (const Command *command = command_table(); command->name; command++)
        buf_format(out, "        \"%s:%s\"\n", command->name, message(invocation->language, command->summary));
    buf_literal(out, "    )\n    if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
                     "    case $words[2] in\n");
    for (const Command *command = command_table(); command->name; command++) {
        buf_format(out, "        %s) _arguments", command->name);
        for (const Option *option = option_table(); option->name; option++)
            if (command_takes(command, option))
                buf_format(out, " \"--%s[%s]%s%s\"", option->name, message(invocation->language, option->description),
                           option->argument ? ":" : "", option->argument ? option->argument : "");
        buf_literal(out, " '*:file:_files' ;;\n");
    }
    buf_literal(out, "    esac\n}\n_essor \"$@\"\n");
}

static void add_fish_quoted(Buf *out, const char *text)
{
    for (buf_char(out, '\''); *text; text++) {
        if (*text == '\'' || *text == '\\')
            buf_char(out, '\\');
        buf_char(out, *text);
    }
    buf_char(out, '\'');
}

static void fish(Invocation *invocation, Buf *out)
{
    for (const Command *command = command_table(); command->name; command++) {
        buf_format(out, "complete -c essor -n __fish_use_subcommand -a %s -d ", command->name);
        add_fish_quoted(out, message(invocation->language, command->summary));
        buf_char(out, '\n');
        for (const Option *option = option_table(); option->name; option++) {
            if (!command_takes(command, option))
                continue;
            buf_format(out, "complete -c essor -n '__fish_seen_subcommand_from %s' -l %s%s", command->name,
                       option->name, option->argument ? " -r" : "");
            if (option->letter)
                buf_format(out, " -s %c", option->letter);
            buf_literal(out, " -d ");
            add_fish_quoted(out, message(invocation->language, option->description));
            buf_char(out, '\n');
        }
    }
}

int command_completion(Invocation *invocation)
{
    static const struct { const char *name; void (*write)(Invocation *, Buf *); } SHELLS[] = {
        { "bash", bash }, { "zsh", zsh }, { "fish", fish },
    };
    Buf out = buf_new(invocation->keep);
    for (size_t i = 0; i < sizeof SHELLS / sizeof *SHELLS; i++)
        if (str_equal(invocation->operands.at[0], str_from(SHELLS[i].name))) {
            SHELLS[i].write(invocation, &out);
            print(buf_str(&out));
            return EXIT_DONE;
        }
    say(invocation, "no completions for the shell '%.*s': bash, zsh or fish", STR(invocation->operands.at[0]));
    return EXIT_USAGE;
}
