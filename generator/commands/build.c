/* commands/build.c - builds the site into the published folder. */
#include "commands/shard.h"
#include "commands/supervise.h"

int command_build(Invocation *invocation)
{
    if (!shard_begin(invocation)) {
        report(invocation, NULL);
        return EXIT_USAGE;
    }
    return supervise(invocation, invocation->dry_run ? BUILD_COMPARE : BUILD_PUBLISH, stage_site);
}
