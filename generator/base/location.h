/* base/location.h - where a path of the system leads, however it is spelled. */
#pragma once
#include "base/str.h"

/* The absolute path of a file or folder that may not exist yet: without "." and "..", with the links above
 * it followed. Its own name stays when it is a link itself: `public` is the place `public`, wherever it leads.
 * The path as it was given when the current folder is no more. Owner: the arena. */
Str location_of(Arena *arena, Str path);

/* The same, relative to a folder when it lies below that one: "public", or "/srv/www". */
Str location_within(Arena *arena, Str folder, Str path);
