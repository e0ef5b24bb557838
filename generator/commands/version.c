/* commands/version.c - the versions of the program and of what it runs with. */
#include "commands/command.h"

#include "commands/serve_http.h"
#include "compute/state.h"
#include "read/history.h"
#include "read/markdown.h"

int command_version(Invocation *invocation)
{
    Buf out = buf_new(invocation->keep);
    if (invocation->quiet)
        buf_literal(&out, VERSION "\n");
    else
        buf_format(&out, "essor " VERSION "\ncmark-gfm %s\n%s\nlibgit2 %.*s\nlibmicrohttpd %s\n", markdown_library(), lua_library(),
                   STR(history_library(invocation->keep)), http_library());
    print(invocation, buf_str(&out));
    return EXIT_DONE;
}
