/* commands/check.c - finds every mistake of the site; writes nothing. */
#include "commands/supervise.h"

int command_check(Invocation *invocation)
{
    invocation->drafts = true;
    return supervise(invocation, BUILD_CHECK, stage_site);
}
