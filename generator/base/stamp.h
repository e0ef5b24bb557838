/* base/stamp.h - a file is known again without being read. */
#pragma once
#include "base/file.h"
#include "base/hash.h"

/* The time that the system gives to a file that is written now, in nanoseconds since 1970: a file is
 * given the same again until some milliseconds have passed. */
int64_t file_clock(void);

/* The stamp by which a file is known again without being read: of its size, times and inode, when it was
 * looked at after the clock gave `now`. 0, in doubt, for a file written then or later, as in git's index: the
 * next write might give it the same times. */
Hash file_stamp(const FileEntry *file, int64_t now);
