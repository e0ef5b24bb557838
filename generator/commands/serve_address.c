/* commands/serve_address.c - the address of the preview. Called by commands/serve.c. */
#include "commands/serve_address.h"

#include "commands/serve_request.h"

#include <spawn.h>

bool read_bind(Invocation *invocation)
{
    Str bind = invocation->bind.length ? invocation->bind : S("127.0.0.1");
    if (request_address(invocation->keep, bind, &invocation->bind))
        return true;
    problem(&invocation->problems, (Place){ 0 }, "E0904", "'%.*s' is no value for '--%s'", STR(bind), "bind");
    return problem_hint(&invocation->problems, "an address in digits is expected: 127.0.0.1 or ::1 for this machine alone, "
                                               "0.0.0.0 or :: for all who reach it");
}

void warn_of_others(Invocation *invocation)
{
    if (request_address_is_local(invocation->bind))
        return;
    problem_warn(&invocation->problems, (Place){ 0 }, "E0918", "other machines of this network see the preview, drafts included, without a password");
    problem_hint(&invocation->problems, "leave --bind out to show it on this machine alone");
}

Str preview_address(const Invocation *invocation, int port)
{
    Str bind = invocation->bind;
    if (str_equal(bind, S("0.0.0.0")) || str_equal(bind, S("::")))
        bind = S("localhost");
    bool bracketed = str_find_char(bind, ':') >= 0;
    return str_format(invocation->keep, "http://%s%.*s%s:%d", bracketed ? "[" : "", STR(bind), bracketed ? "]" : "", port);
}

void open_browser(Invocation *invocation, Str address)
{
    extern char **environ;
    char name[] = "xdg-open", *arguments[] = { name, (char *)str_cstr(invocation->keep, address), NULL };
    pid_t process;
    if (posix_spawnp(&process, arguments[0], NULL, NULL, arguments, environ)) {
        problem_warn(&invocation->problems, (Place){ 0 }, "E0919", "cannot start 'xdg-open' to open the browser");
        problem_hint(&invocation->problems, "open '%.*s' yourself", STR(address));
    }
}
