/* read/repository.c - finds a repository's files by its few links: .git, commondir, alternates, includes.
 *
 * Called by commands/supervise.c.
 */
#include "read/repository.h"

#include "base/path.h"

enum { DEEPEST = 64, MOST_INCLUDES = 16, LONGEST_LINK = 1 << 16 };

static bool read_text(Arena *arena, Str folder, Str name, Str *out)
{
    Folder open;
    if (!folder_open(&open, arena, folder))
        return false;
    bool ok = folder_read(&open, arena, name, LONGEST_LINK, out);
    folder_close(&open);
    return ok;
}

static Str resolved(Arena *arena, Str folder, Str path)
{
    return str_starts(path, S("/")) ? path : path_join(arena, folder, path);
}

/* A folder of git, and those that it points to. */
static void add_repository(Arena *arena, Str folder, RepositoryPaths *out)
{
    Str text, line;
    list_add(out, arena, folder);
    if (read_text(arena, folder, S("commondir"), &text)) {
        folder = resolved(arena, folder, str_trim(text));
        list_add(out, arena, folder);
    }
    Str objects = path_join(arena, folder, S("objects"));
    if (!read_text(arena, path_join(arena, objects, S("info")), S("alternates"), &text))
        return;
    while (str_next(&text, '\n', &line))
        if (str_trim(line).length)
            list_add(out, arena, resolved(arena, objects, str_trim(line)));
}

/* The folder itself, or the nearest above it, that has a .git. */
static void find_repository(Arena *arena, Str folder, RepositoryPaths *out)
{
    Folder open;
    FileEntry entry;
    Str link;
    for (int i = 0; i < DEEPEST && folder_open(&open, arena, folder); i++) {
        bool found = folder_stat(&open, S(".git"), &entry);
        bool linked = found && !entry.is_folder && folder_read(&open, arena, S(".git"), LONGEST_LINK, &link) &&
                      str_starts(link, S("gitdir:"));
        folder_close(&open);
        if (linked)
            list_add(out, arena, path_join(arena, folder, S(".git")));
        if (found)
            return add_repository(arena, linked ? resolved(arena, folder, str_trim(str_slice(link, 7, link.length)))
                                                : path_join(arena, folder, S(".git")), out);
        folder = path_join(arena, folder, S(".."));
    }
}

/* The paths that a configuration includes, whatever the condition. */
static void add_includes(Arena *arena, Str folder, Str text, Str home, RepositoryPaths *out)
{
    Str line;
    int most = out->count + MOST_INCLUDES;
    while (str_next(&text, '\n', &line) && out->count < most) {
        line = str_trim(line);
        int equals = str_find_char(line, '=');
        if (equals < 0 || !str_equal(str_trim(str_slice(line, 0, (size_t)equals)), S("path")))
            continue;
        Str path = str_trim(str_slice(line, (size_t)equals + 1, line.length));
        if (path.length > 1 && path.data[0] == '"')
            path = str_slice(path, 1, path.length - 1);
        list_add(out, arena, str_starts(path, S("~/")) ? path_join(arena, home, str_slice(path, 2, path.length))
                                                      : resolved(arena, folder, path));
    }
}

static void add_configuration(Arena *arena, Str folder, Str name, Str home, RepositoryPaths *out)
{
    Str text;
    list_add(out, arena, path_join(arena, folder, name));
    if (read_text(arena, folder, name, &text))
        add_includes(arena, folder, text, home, out);
}

void repository_paths(Arena *arena, Str folder, RepositoryHome home, RepositoryPaths *out)
{
    find_repository(arena, folder, out);
    if (!out->count)
        return;
    add_configuration(arena, S("/etc"), S("gitconfig"), home.home, out);
    if (home.home.length)
        add_configuration(arena, home.home, S(".gitconfig"), home.home, out);
    Str config = home.config.length ? home.config : path_join(arena, home.home, S(".config"));
    add_configuration(arena, path_join(arena, config, S("git")), S("config"), home.home, out);
}
