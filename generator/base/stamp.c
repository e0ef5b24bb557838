/* base/stamp.c - size, times and inode of a file in one hash. Called by what lists inputs, and a published folder. */
#include "base/stamp.h"

#include <time.h>

enum { SECOND = 1000000000 };

int64_t file_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

/* Where times are whole seconds, as on some disks of others, the clock counts in twos. */
Hash file_stamp(const FileEntry *file, int64_t now)
{
    bool coarse = file->modified % SECOND == 0 && file->changed % SECOND == 0;
    int64_t limit = coarse ? now - now % (2 * (int64_t)SECOND) : now;
    if (file->modified >= limit || file->changed >= limit)
        return 0;
    Hash hash = hash_add(file->size, file->inode);
    hash = hash_add(hash_add(hash, (Hash)file->modified), (Hash)file->changed);
    return hash ? hash : 1;
}
