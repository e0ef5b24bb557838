/* read/inputs.h - the files that a site is made of, and what the last build knew of each.
 *
 *     Inputs *inputs = inputs_list(keep, site, &source, problems);
 *     inputs_recall(inputs, store_section(store, INPUTS_SECTION), key, &last);
 *     if (inputs_are_same(inputs, threads, arenas) && ...)
 *         ... nothing has changed ...
 *     read_site(site, inputs, threads, keeps, problems);
 *     inputs_pack(inputs, key, &now, site->bulk, writer);
 *
 * A file is recognised by its stamp: size, times of content and of anything, inode. One with the stamp
 * that it had is not opened; else its bytes are hashed, and one with the hash that it had is not parsed.
 * A stamp that says nothing (file_stamp) is kept as "in doubt".
 *
 * The section "inputs" of the state, coded as in base/pack.h:
 *
 *     number       version of the coding
 *     hash         key: of what the forms depend on beside the bytes of a file
 *     hash, hash   stamp and hash of the program itself
 *     LastBuild    its members in their order: flags, numbers, texts
 *     files        count, then path (text), stamp (0: in doubt), hash of the bytes, form (text)
 */
#pragma once
#include "base/store.h"
#include "model/site.h"
#include "read/source.h"

#define INPUTS_SECTION "inputs"

typedef struct InputTable {     /* a table that was read: packed when it is written               */
    const Table *table;
    Hash described;             /* the hash of its description; 0: it has none                    */
} InputTable;

typedef struct Input {
    Hash stamp;                 /* of size, times and inode; 0: in doubt                          */
    Hash hash;                  /* of its bytes; 0: nobody has looked at them yet                 */
    Hash before;                /* what the hash was in the last build; 0: it was not there       */
    Str form;                   /* what reading it gave, packed; "": it has to be read again. Holds
                                   while `hash` is `before`                                       */
    const InputTable *table;    /* in the place of its form; NULL                                 */
    Str coded;                  /* what the last build wrote of it, when it has the same stamp; "" */
    bool fresh;                 /* it was read: its form is none that the last build wrote        */
} Input;

typedef struct LastBuild {      /* what else tells that nothing changed                           */
    Str settings;               /* root of the configuration, packed                              */
    bool drafts, future, expired;
    int64_t from, until;        /* clock: no page appears or expires from... (included) until...; until
                                   0: never; seconds since 1970                                   */
    Str commit;                 /* of the repository; "" when it is not asked                     */
    bool quiet;                 /* it had nothing to tell                                         */
    int outputs;
} LastBuild;

typedef struct Inputs {
    const Source *source;
    const FileList *files;      /* those of the source, sorted by path                            */
    Input *at;                  /* one for each file                                              */
    Input program;              /* the running program itself                                     */
    Str program_path;
    bool complete;              /* there was a last build, and no file has come or gone since     */
    int parsed;                 /* how many were, by read_site                                    */
    bool renewed;               /* some file has another stamp than the last build wrote          */
} Inputs;

/* Reads which themes there are, and lists the files of content/, lua/, templates/ and the themes: one
 * look at each. Always gives what there is; problems are those of the themes and of the listing. */
Inputs *inputs_list(Arena *keep, Site *site, Source *source, Problems *problems);

/* Takes over what the last build wrote. Forms hold only when its key was the same. True when there is
 * a last build. */
bool inputs_recall(Inputs *inputs, Str section, Hash key, LastBuild *last);

/* The files as the last build knew them, for reading its site again from their forms: nothing of them is
 * on the disk. Those that gave a problem have no form, and cannot be read. NULL when there is no such
 * section. */
Inputs *inputs_former(Arena *keep, Str section, LastBuild *last);

/* True when the files are those of the last build, with the same bytes: looks at the bytes of those whose
 * stamp is in doubt or another, until one differs. `arenas`: one for each thread, emptied. */
bool inputs_are_same(Inputs *inputs, int threads, Arena **arenas);

/* The index of a file; -1 when there is none. */
int inputs_find(const Inputs *inputs, Str path);

/* The hash of a file's bytes, which are read when it is not known yet; 0 when there is no such file. */
Hash inputs_hash(Inputs *inputs, Str path);
Hash inputs_program(Inputs *inputs);

/* Reads a file, and sets its hash. */
bool inputs_read(const Inputs *inputs, int index, Arena *arena, Str *bytes, Problems *problems);

/* Reads a file again that had this hash: a problem when it has another now. `place` is who asks. */
bool input_read_again(const Source *source, Arena *arena, Str path, Hash hash, Place place, Str *bytes,
                      Problems *problems);

/* True when the file has the bytes that it had and its form is there. */
static inline bool input_has_form(const Input *input)
{
    return input->form.length && input->hash == input->before;
}

/* Hashes every file that nobody has read yet: before anybody does, so that no later text is taken for
 * the one that was built from. */
void inputs_hash_rest(Inputs *inputs);

/* True when the section for the next build is the one of the last, but for `now`. */
bool inputs_are_kept(const Inputs *inputs);

/* Writes the section for the next build. */
void inputs_pack(const Inputs *inputs, Hash key, const LastBuild *now, Bulk *bulk, StoreWriter *writer);
