/* base/path.c - the names of a site's files. */
#include "base/path.h"

#include "base/list.h"

/* Control characters, and what other systems read as a path. */
static const bool UNCLEAN[256] = { [0 ... 31] = true, [127] = true, ['\\'] = true, [':'] = true };

static bool name_is_clean(Str name)
{
    if (!name.length || name.length > 255 || str_starts(name, S(".git")))
        return false;
    if (str_equal(name, S(".")) || str_equal(name, S("..")))
        return false;
    return str_scan(name, 0, UNCLEAN) == name.length;
}

bool path_is_clean(Str path)
{
    Str name;
    if (str_ends(path, S("/")))
        return false;
    while (str_next(&path, '/', &name))
        if (!name_is_clean(name))
            return false;
    return true;
}

int path_unclean_byte(Str path)
{
    size_t at = str_scan(path, 0, UNCLEAN);
    return at < path.length ? (int)at : -1;
}

Str path_folder(Str path)
{
    int slash = str_find_last(path, '/');
    return slash < 0 ? S("") : str_slice(path, 0, (size_t)slash);
}

Str path_name(Str path)
{
    return str_slice(path, (size_t)(str_find_last(path, '/') + 1), path.length);
}

Str path_stem(Str path)
{
    Str name = path_name(path);
    int dot = str_find_last(name, '.');
    return dot <= 0 ? name : str_slice(name, 0, (size_t)dot);
}

Str path_extension(Str path)
{
    Str name = path_name(path);
    int dot = str_find_last(name, '.');
    return dot <= 0 ? S("") : str_slice(name, (size_t)dot + 1, name.length);
}

Str path_join(Arena *arena, Str folder, Str name)
{
    if (!folder.length)
        return name;
    if (!name.length)
        return folder;
    return str_format(arena, "%.*s/%.*s", STR(folder), STR(name));
}

bool path_is_backup(Str path)
{
    Str name = path_name(path);
    return str_ends(name, S("~")) || (name.length > 1 && str_starts(name, S("#")) && str_ends(name, S("#")));
}

bool path_resolve(Arena *arena, Str folder, Str reference, Str *out)
{
    List(Str) names = { 0 };
    Str name;
    while (str_next(&folder, '/', &name))
        list_add(&names, arena, name);
    while (str_next(&reference, '/', &name)) {
        if (!name.length || str_equal(name, S(".")))
            continue;
        if (!str_equal(name, S("..")))
            list_add(&names, arena, name);
        else if (names.count)
            names.count--;
        else
            return false;
    }
    *out = str_join(arena, names.at, names.count, S("/"));
    return path_is_clean(*out);
}
