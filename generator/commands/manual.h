/* commands/manual.h - the manual page, made from the tables of commands and options. */
#pragma once
#include "commands/command.h"

/* Appends essor(1) as roff, in the user's language. */
void write_manual(const Invocation *invocation, Buf *out);
