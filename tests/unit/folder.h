/* tests/unit/folder.h - a folder in /tmp with the files of a test, gone when the test ends well. */
#pragma once
#include <stdlib.h>

#include "base/file.h"

static inline Folder test_folder(Arena *arena)
{
    char *name = (char *)str_cstr(arena, S("/tmp/essor-unit-XXXXXX"));
    Folder folder = { .descriptor = -1 };
    if (!mkdtemp(name) || !folder_open(&folder, arena, str_from(name)))
        abort();
    return folder;
}

static inline void test_write(Folder *folder, const char *path, const char *text)
{
    if (!folder_write(folder, str_from(path), str_from(text)))
        abort();
}

static inline void test_folder_remove(Folder *folder)
{
    Arena *arena = arena_open();
    char *command = (char *)str_cstr(arena, str_format(arena, "rm -rf %.*s", STR(folder->path)));
    if (system(command))
        abort();
    folder_close(folder);
    arena_close(arena);
}
