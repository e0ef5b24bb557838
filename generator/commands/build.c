/* commands/build.c - builds the site into the published folder. */
#include "commands/site.h"

int command_build(Invocation *invocation)
{
    return supervise(invocation, invocation->dry_run ? BUILD_COMPARE : BUILD_PUBLISH, stage_site);
}
