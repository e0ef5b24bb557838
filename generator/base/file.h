/* base/file.h - the disk. The only file that opens, writes, renames or removes.
 *
 * A Folder is an open directory; every path is relative to it and stays below it: no symbolic link
 * is followed, at any level (openat2, RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS), only regular files
 * are read. New files have mode 0644, new folders 0755, whatever the umask was (file_modes).
 *
 * Functions that fail return false and set `error` of the Folder to a sentence of the system
 * ("No such file or directory"), for the caller's problem.
 * A Folder may be used by several threads at once, but for its `error`: give each thread a copy.
 */
#pragma once
#include "base/list.h"
#include "base/str.h"

typedef struct Folder {
    int descriptor;             /* -1: not open                                                   */
    Str path;                   /* as it was given, for messages                                  */
    const char *error;          /* why the last call failed                                       */
    bool missing;               /* it failed because there is no such file or folder              */
} Folder;

typedef struct FileEntry {
    Str path;                   /* below the folder that was listed                               */
    uint64_t size;              /* bytes                                                          */
    int64_t modified, changed;  /* of the content, and of anything: nanoseconds since 1970        */
    uint64_t inode;             /* another one at the same path is another file                   */
    bool is_folder, is_link;    /* a link is listed, never entered nor read                       */
    bool is_file;               /* a regular file                                                 */
    uint32_t mode;              /* permissions                                                    */
} FileEntry;

typedef List(FileEntry) FileList;

/* Sets the modes of all files that this process makes. Once, when the program starts. */
void file_modes(void);

/* Opens a directory of the system; `path` may be absolute and may hold links (the user typed it).
 * folder_make makes it first, with its parents, when it is missing. */
bool folder_open(Folder *folder, Arena *arena, Str path);
bool folder_make(Folder *folder, Arena *arena, Str path);
void folder_close(Folder *folder);

/* Lists all files and folders below `path` ("" = everything), sorted by path. Names that start with
 * '.' are left out, with what is below them; so are the folders of `skip` (paths). */
bool folder_list(Folder *folder, Arena *arena, Str path, const Str *skip, int skip_count, FileList *out);

/* The same with the names that start with '.': for a folder that is taken whole. */
bool folder_list_all(Folder *folder, Arena *arena, Str path, FileList *out);

/* The same, which tells of each only whether it is a folder, a link or a file: no call for each. */
bool folder_list_kinds(Folder *folder, Arena *arena, Str path, FileList *out);

/* Calls `visit` with `path` and with every folder below it, before what is in that folder is looked at: a
 * file that appears meanwhile is seen by one of the two. Folders whose name starts with '.' are left out. */
typedef void FolderVisit(void *context, Str path);
bool folder_each(Folder *folder, Arena *arena, Str path, FolderVisit *visit, void *context);

/* Opens a regular file for reading and tells its size. The caller closes the descriptor; -1: it cannot. */
int folder_open_file(Folder *folder, Str path, uint64_t *size);

/* Reads a whole regular file of at most `limit` bytes (0: 1 GiB). Owner: the arena. */
bool folder_read(Folder *folder, Arena *arena, Str path, size_t limit, Str *out);

/* Gives the bytes of a large regular file without copying them: they stay mapped until folder_unmap, or the
 * end of the program. Only for a file that is replaced by a rename, never written in place. */
bool folder_map(Folder *folder, Str path, Str *out);
void folder_unmap(Str bytes);

/* Tells the size and time of a file, without following links. */
bool folder_stat(Folder *folder, Str path, FileEntry *out);

/* Writes a file, making the folders above it. An existing file is overwritten in place: to replace
 * one that may be read meanwhile, write beside it and rename. */
bool folder_write(Folder *folder, Str path, Str content);

/* The same piece by piece: opens the file (-1: it cannot), appends to it, closes it. */
int  folder_begin(Folder *folder, Str path);
bool folder_append(Folder *folder, int descriptor, Str piece);
bool folder_end(Folder *folder, int descriptor);

/* The same in a folder that this process has just made: makes the file's own folder without trying
 * whether it is there, for a page mostly has one of its own. */
bool folder_add(Folder *folder, Str path, Str content);

/* Copies a file byte by byte from another folder, making the folders above it. */
bool folder_copy(Folder *from, Str source, Folder *to, Str target);

/* Moves a file or a whole folder, also between two Folders of one file system, replacing a file
 * that stands there; makes the folders above the target. */
bool folder_rename(Folder *from, Str source, Folder *to, Str target);

/* Gives what stands at `source`, a link too, a second name; makes the folders above the target. False
 * when a file stands there: `taken` says so. */
bool folder_link(Folder *from, Str source, Folder *to, Str target, bool *taken);

/* Two folders, or files, change places: at no moment is either name missing. */
bool folder_exchange(Folder *folder, Str one, Str other);

/* Makes a folder, with those above it; one that is there keeps what it holds. */
bool folder_make_below(Folder *folder, Str path);

/* Sets the permissions of what is there already. */
bool folder_set_mode(Folder *folder, Str path, uint32_t mode);

/* False when `path` is a symbolic link, or a folder that this process may not write in; what is not there, or no
 * folder, is in nobody's way. Each folder above is asked for apart. */
bool folder_may_write(Folder *folder, Str path);

/* Is the folder a mount of its own, which nobody can rename? */
bool folder_is_mount(const Folder *folder, const Folder *above);

/* Removes one file. Removing what is missing succeeds. */
bool folder_remove(Folder *folder, Str path);

/* Removes an empty folder and the folders above it that become empty. Never fails. */
void folder_prune(Folder *folder, Str path);

/* Removes everything below `path`, and it. For folders that this program made itself. */
bool folder_remove_tree(Folder *folder, Str path);

/* Waits until the disk has everything that was written to the folder's file system. */
bool folder_sync(Folder *folder);

/* Waits until the disk has the names that stand in the folder itself. */
bool folder_sync_names(Folder *folder);

/* The bytes that its file system can still take, and how many a file takes at least; 0 when it does
 * not tell. */
uint64_t folder_space(const Folder *folder, uint64_t *block);

/* Holds an exclusive lock on a file of the folder until the process ends. When another process holds
 * it, `holder` gets the text which that one wrote: its process id, or "?"; it is "" when the file
 * cannot be locked for another reason, which folder->error says. */
bool folder_lock(Folder *folder, Arena *arena, Str path, Str *holder);

/* Writes all of `bytes` to an open descriptor (1 or 2). */
bool file_print(int descriptor, Str bytes);

/* Tells where the running program lies. */
bool file_program(Arena *arena, Str *path);
