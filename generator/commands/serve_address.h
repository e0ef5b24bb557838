/* commands/serve_address.h - the address that the preview listens on, and where browsers find it. */
#pragma once
#include "commands/command.h"

/* Makes --bind an address as the system writes it; 127.0.0.1 by default. False after a problem (E0904). */
bool read_bind(Invocation *invocation);

/* Other machines have no business here, unless they are asked in: warns when they reach it (E0918). */
void warn_of_others(Invocation *invocation);

/* "http://127.0.0.1:1313" */
Str preview_address(const Invocation *invocation, int port);

/* Warns when it cannot (E0919). */
void open_browser(Invocation *invocation, Str address);
