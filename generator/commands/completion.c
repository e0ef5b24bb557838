/* commands/completion.c - completions for shells, made from the tables of commands and options. */
#include "commands/report.h"

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

/* The words that the operand of a command may be: those of help are the commands. */
static void add_choices(Buf *out, const Command *command)
{
    if (command->run == command_help)
        add_names(out, NULL);
    else if (command->choices)
        buf_add(out, str_from(command->choices));
}

static void bash(Invocation *invocation, Buf *out)
{
    (void)invocation;
    buf_literal(out, "_essor() {\n    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words=\n"
                     "    case ${COMP_WORDS[COMP_CWORD-1]} in\n");
    for (const Option *option = option_table(); option->name; option++)
        if (option->choices)
            buf_format(out, "        --%s) COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n", option->name,
                       option->choices);
    buf_literal(out, "        --source|--destination|--share|-s|-d) COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n"
                     "    esac\n    if [ \"$COMP_CWORD\" = 1 ]; then words='");
    add_names(out, NULL);
    buf_literal(out, "'\n    else case $command in\n");
    for (const Command *command = command_table(); command->name; command++) {
        buf_format(out, "        %s) words='", command->name);
        add_choices(out, command);
        add_names(out, command);
        buf_literal(out, "' ;;\n");
    }
    buf_literal(out, "    esac; fi\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                     "}\ncomplete -o default -F _essor essor\n");
}

static void add_zsh_option(const Invocation *invocation, Buf *out, const Option *option)
{
    buf_format(out, " \"--%s[%s]", option->name, message(invocation->language, option->description));
    if (option->argument)
        buf_format(out, ":%s:", option->argument);
    if (option->choices)
        buf_format(out, "(%s)", option->choices);
    else if (option->argument && (str_equal(str_from(option->argument), S("DIR")) ||
                                  str_equal(str_from(option->argument), S("FILE"))))
        buf_literal(out, "_files");
    buf_char(out, '"');
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
                add_zsh_option(invocation, out, option);
        bool closed = command->choices || command->run == command_help;
        buf_add(out, closed ? S(" '*:word:(") : S(" '*:file:_files"));
        add_choices(out, command);
        buf_add(out, closed ? S(")' ;;\n") : S("' ;;\n"));
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
        if (command->choices || command->run == command_help) {
            buf_format(out, "complete -c essor -n '__fish_seen_subcommand_from %s' -f -a '", command->name);
            add_choices(out, command);
            buf_literal(out, "'\n");
        }
        for (const Option *option = option_table(); option->name; option++) {
            if (!command_takes(command, option))
                continue;
            buf_format(out, "complete -c essor -n '__fish_seen_subcommand_from %s' -l %s%s", command->name,
                       option->name, option->argument ? " -r" : "");
            if (option->choices)
                buf_format(out, " -f -a '%s'", option->choices);
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
            print(invocation, buf_str(&out));
            return EXIT_DONE;
        }
    problem(&invocation->problems, (Place){ 0 }, "E0914", "no completions for the shell '%.*s'",
            STR(invocation->operands.at[0]));
    problem_hint(&invocation->problems, "known: %s", invocation->command->choices);
    report(invocation, NULL);
    return EXIT_USAGE;
}
