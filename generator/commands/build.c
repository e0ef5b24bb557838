/* commands/build.c - builds the site into the published folder. */
#include "commands/site.h"

int command_build(Invocation *invocation)
{
    Build build;
    int code = build_open(&build, invocation);
    if (code == EXIT_DONE && build_is_current(&build)) {
        build_close(&build);
        return EXIT_DONE;
    }
    if (code == EXIT_DONE)
        code = build_go_on(&build, true);
    if (code == EXIT_DONE)
        code = build_outputs(&build, invocation->dry_run ? BUILD_COMPARE : BUILD_PUBLISH);
    build_close(&build);
    return code;
}
