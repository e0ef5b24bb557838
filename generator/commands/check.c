/* commands/check.c - finds every mistake of the site; writes nothing. */
#include "commands/site.h"

int command_check(Invocation *invocation)
{
    Build build;
    invocation->drafts = true;
    int code = build_read(&build, invocation, true);
    if (code == EXIT_DONE)
        code = build_outputs(&build, BUILD_CHECK);
    build_close(&build);
    return code;
}
