/* base/location.c - paths as users type them. Called by commands/report.c. */
#include "base/location.h"

#include "base/path.h"

#include <limits.h>
#include <stdlib.h>

static Str trimmed(Str path)
{
    while (path.length > 1 && path.data[path.length - 1] == '/')
        path.length--;
    return path;
}

/* "a/b" gives "a", "b" gives ".", "/b" gives "/". */
static Str above(Str path)
{
    int slash = str_find_last(path, '/');
    return slash < 0 ? S(".") : slash == 0 ? S("/") : trimmed(str_slice(path, 0, (size_t)slash));
}

static Str below(Arena *arena, Str folder, Str name)
{
    return str_equal(folder, S("/")) ? str_format(arena, "/%.*s", STR(name)) : path_join(arena, folder, name);
}

/* With all links followed. What is missing has no links: its names are read as they are written. */
static Str followed(Arena *arena, Str path)
{
    char real[PATH_MAX];
    if (realpath(str_cstr(arena, path), real))
        return str_copy(arena, str_from(real));
    if (str_equal(path, S(".")) || str_equal(path, S("/")))
        return path;
    Str name = path_name(path), folder = followed(arena, above(path));
    if (str_equal(name, S("..")))
        return above(folder);
    return str_equal(name, S(".")) ? folder : below(arena, folder, name);
}

Str location_of(Arena *arena, Str path)
{
    Str name = path_name(path = trimmed(path));
    if (!name.length || str_equal(name, S(".")) || str_equal(name, S("..")))
        return followed(arena, path.length ? path : S("."));
    return below(arena, followed(arena, above(path)), name);
}

Str location_within(Arena *arena, Str folder, Str path)
{
    Str top = followed(arena, trimmed(folder)), place = location_of(arena, path);
    Str start = str_equal(top, S("/")) ? top : str_format(arena, "%.*s/", STR(top));
    return str_starts(place, start) ? str_slice(place, start.length, place.length) : place;
}
