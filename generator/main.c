/* main.c - the program's entry: hands over to the command that was asked for. */
#include "commands/command.h"

int main(int count, char **arguments)
{
    return run_command(count, arguments);
}
