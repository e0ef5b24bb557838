/* commands/doctor.c - what the program sees of its surroundings, a line each. */
#include "commands/report.h"

#include "base/work.h"
#include "compute/state.h"
#include "read/history.h"
#include "read/markdown.h"

static void line(const Invocation *invocation, bool good, const char *name, Str value)
{
    print(str_format(invocation->keep, "%s  %-14s %.*s\n", good ? "ok" : "!!", message(invocation->language, name), STR(value)));
}

static bool is_writable(Invocation *invocation, Str path)
{
    Folder folder;
    const Str probe = S(".essor-doctor");
    if (!folder_open(&folder, invocation->keep, path))
        return false;
    bool ok = folder_write(&folder, probe, S("")) && folder_remove(&folder, probe);
    folder_close(&folder);
    return ok;
}

static bool check_folders(Invocation *invocation, Str top)
{
    bool writable = is_writable(invocation, top);
    line(invocation, writable, "site folder", writable ? top : S("it cannot be written"));
    return writable;
}

static bool check_repository(Invocation *invocation, Str top)
{
    Str head = history_head(invocation->keep, top);
    line(invocation, true, "repository", head.length ? str_slice(head, 0, 10) : S("none: pages have no dates from git"));
    return true;
}

int command_doctor(Invocation *invocation)
{
    Str top = site_folder(invocation);
    Buf now = buf_new(invocation->keep);
    buf_date_time(&now, invocation->now);
    line(invocation, true, "essor", S(VERSION));
    line(invocation, true, "cmark-gfm", str_from(markdown_library()));
    line(invocation, true, "Lua", str_from(lua_library()));
    line(invocation, true, "libgit2", history_library(invocation->keep));
    line(invocation, true, "processors", str_format(invocation->keep, "%d", work_processors()));
    line(invocation, true, "clock", buf_str(&now));
    bool ok = check_folders(invocation, top);
    ok = check_repository(invocation, top) && ok;
    Source source;
    const Config *config;
    int code = open_site(invocation, &source, &config);
    if (code != EXIT_DONE)
        return code;
    line(invocation, true, "site", config->title);
    line(invocation, true, "address", config->base_url);
    Str theme = str_format(invocation->keep, "themes/%.*s/theme.toml", STR(config->theme));
    bool themed = source_has(&source, theme);
    line(invocation, themed, "theme", themed ? config->theme : S("not found"));
    source_close(&source);
    return ok && themed ? EXIT_DONE : EXIT_ENVIRONMENT;
}
