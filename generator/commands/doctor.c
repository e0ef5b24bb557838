/* commands/doctor.c - what the program sees of its surroundings, a line each. */
#include "commands/report.h"

#include "base/confine.h"
#include "base/path.h"
#include "base/work.h"
#include "compute/state.h"
#include "read/history.h"
#include "read/markdown.h"
#include "write/manifest.h"

static void line(const Invocation *invocation, bool good, const char *name, Str value)
{
    Str label = str_from(message(invocation->language, name));
    int width = 0;
    for (size_t i = 0; i < label.length; i++)
        width += ((unsigned char)label.data[i] & 0xC0) != 0x80;
    print(invocation, str_format(invocation->keep, "%s  %.*s%*s %.*s\n", good ? "ok" : "!!", STR(label),
                     width < 14 ? 14 - width : 0, "", STR(value)));
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

static Str said(const Invocation *invocation, const char *text)
{
    return str_from(message(invocation->language, text));
}

static bool check_folder(Invocation *invocation, Str top)
{
    bool writable = is_writable(invocation, top);
    line(invocation, writable, "site folder", writable ? top : said(invocation, "it cannot be written"));
    return writable;
}

static bool exists(Invocation *invocation, Str path)
{
    Folder parent;
    FileEntry entry;
    Str above = path_folder(path);
    bool found = folder_open(&parent, invocation->keep, above.length ? above : S(".")) &&
                 folder_stat(&parent, path_name(path), &entry);
    folder_close(&parent);
    return found;
}

static bool check_destination(Invocation *invocation)
{
    Str path = destination_folder(invocation), manifest;
    Folder folder;
    FileList files = { 0 };
    Problems untold = problems_new(invocation->keep, invocation->language);
    const char *state = NULL;
    bool ok = true;
    if (!folder_open(&folder, invocation->keep, path)) {
        state = folder.error;
        if ((ok = !exists(invocation, path)))
            state = "not built yet";
    } else if (!is_writable(invocation, path)) {
        ok = false;
        state = "it cannot be written";
    } else if (!manifest_read(&folder, invocation->keep, &manifest, &untold)) {
        ok = false;
        state = folder.error;
    } else if (!manifest.length &&
               (!folder_list(&folder, invocation->keep, S(""), NULL, 0, &files) || files.count)) {
        ok = false;
        state = "it has files that Essor did not make";
    }
    folder_close(&folder);
    line(invocation, ok, "destination",
         state ? str_format(invocation->keep, "%.*s: %s", STR(path), message(invocation->language, state)) : path);
    return ok;
}

static void check_repository(Invocation *invocation, Str top)
{
    Str head;
    history_head(invocation->keep, top, &head);
    head = str_slice(head, 0, 10);
    if (!head.length)
        line(invocation, true, "repository", said(invocation, "none, or no commit: pages have no dates from git"));
    else if (history_is_cut(invocation->keep, top))
        line(invocation, false, "repository",
             str_format(invocation->keep, "%.*s, %s", STR(head),
                        message(invocation->language, "cut history: fetch it whole with git fetch --unshallow")));
    else
        line(invocation, true, "repository", head);
}

/* What keeps in the process that evaluates a site: base/confine.h. */
static void check_walls(const Invocation *invocation)
{
    Walls walls = confine_walls();
    Str none = said(invocation, "not on this machine: the site is evaluated without it");
    line(invocation, walls.landlock > 0, "Landlock",
         walls.landlock ? str_format(invocation->keep, "%d", walls.landlock) : none);
    line(invocation, walls.seccomp, "seccomp", walls.seccomp ? said(invocation, "active") : none);
}

static void check_machine(const Invocation *invocation)
{
    Buf now = buf_new(invocation->keep);
    buf_date_time(&now, invocation->now);
    line(invocation, true, "essor", S(VERSION));
    line(invocation, true, "cmark-gfm", str_from(markdown_library()));
    line(invocation, true, "Lua", str_slice(str_from(lua_library()), sizeof "Lua " - 1, SIZE_MAX));
    line(invocation, true, "libgit2", history_library(invocation->keep));
    line(invocation, true, "processors", str_format(invocation->keep, "%d", work_processors()));
    line(invocation, true, "clock", buf_str(&now));
    check_walls(invocation);
}

int command_doctor(Invocation *invocation)
{
    Source source;
    const Config *config;
    Str top = site_folder(invocation);
    check_machine(invocation);
    bool ok = check_folder(invocation, top);
    check_repository(invocation, top);
    int code = open_site(invocation, &source, &config);
    if (code != EXIT_DONE)
        return code;
    ok = check_destination(invocation) && ok;
    line(invocation, true, "site", config->title);
    line(invocation, true, "address", config->base_url);
    Str theme = str_format(invocation->keep, "themes/%.*s/theme.toml", STR(config->theme));
    bool themed = source_has(&source, theme);
    line(invocation, themed, "theme",
         themed ? config->theme : str_format(invocation->keep, "%.*s: %s", STR(theme), message(invocation->language, "not found")));
    source_close(&source);
    return ok && themed ? EXIT_DONE : EXIT_ENVIRONMENT;
}
