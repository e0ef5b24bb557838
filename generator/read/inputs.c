/* read/inputs.c - stamps, hashes and forms of the files of a site.
 *
 * Both the listing and what the last build wrote are sorted by path: one walk finds what each file was.
 * Called by the commands' build, and by read/site.c for each file.
 */
#include "read/inputs.h"

#include "base/path.h"
#include "base/stamp.h"
#include "base/work.h"
#include "model/pack.h"
#include "read/theme.h"

#include <stdatomic.h>

enum { FORMAT = 4 };

static void list_program(Inputs *inputs, Arena *keep, int64_t now)
{
    Folder folder;
    FileEntry file;
    if (!file_program(keep, &inputs->program_path) || !folder_open(&folder, keep, path_folder(inputs->program_path)))
        return;
    if (folder_stat(&folder, path_name(inputs->program_path), &file))
        inputs->program.stamp = file_stamp(&file, now);
    folder_close(&folder);
}

Inputs *inputs_list(Arena *keep, Site *site, Source *source, Problems *problems)
{
    Inputs *inputs = arena_new(keep, Inputs);
    List(Str) tops = { 0 };
    int64_t now = file_clock();
    read_themes(site, source, problems);
    list_add(&tops, keep, S("content"));
    list_add(&tops, keep, S("lua"));
    list_add(&tops, keep, S("lua/essor"));
    list_add(&tops, keep, S("templates"));
    for (int i = 0; i < site->themes.count; i++)
        list_add(&tops, keep, str_format(keep, "themes/%.*s", STR(site->themes.at[i])));
    source_survey(source, keep, tops.at, tops.count, problems);
    inputs->source = source;
    inputs->files = source->listing;
    inputs->at = arena_array(keep, Input, inputs->files->count);
    for (int i = 0; i < inputs->files->count; i++)
        inputs->at[i].stamp = file_stamp(&inputs->files->at[i], now);
    list_program(inputs, keep, now);
    return inputs;
}

/* A stamp that is the former one vouches for the bytes. */
static void recall(Inputs *inputs, Input *input, Hash stamp, Hash hash)
{
    input->before = hash;
    if (input->stamp && input->stamp == stamp)
        input->hash = hash;
    inputs->renewed = inputs->renewed || input->stamp != stamp;
}

static void recall_files(Inputs *inputs, Unpacker *unpacker, bool forms)
{
    int count = unpack_count(unpacker, 18), file = 0, found = 0;
    for (int i = 0; i < count; i++) {
        const char *start = (const char *)unpacker->at;
        Str path = unpack_text(unpacker);
        Hash stamp = unpack_hash(unpacker), hash = unpack_hash(unpacker);
        Str form = unpack_text(unpacker);
        while (file < inputs->files->count && str_compare(inputs->files->at[file].path, path) < 0)
            file++;
        if (file == inputs->files->count || !str_equal(inputs->files->at[file].path, path))
            continue;
        recall(inputs, &inputs->at[file], stamp, hash);
        if (forms)
            inputs->at[file].form = form;
        if (forms && inputs->at[file].stamp == stamp)
            inputs->at[file].coded = (Str){ start, (size_t)((const char *)unpacker->at - start) };
        found++;
    }
    inputs->complete = found == count && found == inputs->files->count;
}

static void unpack_last(Unpacker *unpacker, LastBuild *last)
{
    last->settings = unpack_text(unpacker);
    last->drafts = unpack_below(unpacker, 2);
    last->future = unpack_below(unpacker, 2);
    last->expired = unpack_below(unpacker, 2);
    last->from = unpack_signed(unpacker);
    last->until = unpack_signed(unpacker);
    last->commit = unpack_text(unpacker);
    last->quiet = unpack_below(unpacker, 2);
    last->outputs = (int)unpack_below(unpacker, INT32_MAX);
}

static void pack_last(Buf *buf, const LastBuild *last)
{
    pack_text(buf, last->settings);
    pack_number(buf, last->drafts);
    pack_number(buf, last->future);
    pack_number(buf, last->expired);
    pack_signed(buf, last->from);
    pack_signed(buf, last->until);
    pack_text(buf, last->commit);
    pack_number(buf, last->quiet);
    pack_number(buf, (uint64_t)last->outputs);
}

bool inputs_recall(Inputs *inputs, Str section, Hash key, LastBuild *last)
{
    Unpacker unpacker = unpacker_of(section);
    if (unpack_number(&unpacker) != FORMAT)
        return false;
    bool same_key = unpack_hash(&unpacker) == key;
    Hash stamp = unpack_hash(&unpacker);
    recall(inputs, &inputs->program, stamp, unpack_hash(&unpacker));
    unpack_last(&unpacker, last);
    bool same_program = inputs_program(inputs) == inputs->program.before;
    recall_files(inputs, &unpacker, same_key && same_program);
    inputs->complete = inputs->complete && same_key && same_program && unpacker_is_done(&unpacker);
    return true;
}

Inputs *inputs_former(Arena *keep, Str section, LastBuild *last)
{
    static const Source NOWHERE = { .site = { .descriptor = -1 }, .share = { .descriptor = -1 } };
    Unpacker unpacker = unpacker_of(section);
    Inputs *inputs = arena_new(keep, Inputs);
    FileList *files = arena_new(keep, FileList);
    if (unpack_number(&unpacker) != FORMAT)
        return NULL;
    for (int i = 0; i < 3; i++)                 // the key, and the program
        unpack_hash(&unpacker);
    unpack_last(&unpacker, last);
    int count = unpack_count(&unpacker, 18);
    *inputs = (Inputs){ .source = &NOWHERE, .files = files, .at = arena_array(keep, Input, count) };
    for (int i = 0; i < count; i++) {
        list_add(files, keep, (FileEntry){ .path = unpack_text(&unpacker) });
        inputs->at[i].stamp = unpack_hash(&unpacker);
        inputs->at[i].hash = inputs->at[i].before = unpack_hash(&unpacker);
        inputs->at[i].form = unpack_text(&unpacker);
    }
    return unpacker_is_done(&unpacker) ? inputs : NULL;
}

int inputs_find(const Inputs *inputs, Str path)
{
    int from = 0, to = inputs->files->count;
    while (from < to) {
        int middle = from + (to - from) / 2, order = str_compare(inputs->files->at[middle].path, path);
        if (!order)
            return middle;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return -1;
}

/* 0 is for bytes that nobody has looked at. */
static Hash hash_of_bytes(Str bytes)
{
    Hash hash = hash_str(bytes);
    return hash ? hash : 1;
}

bool inputs_read(const Inputs *inputs, int index, Arena *arena, Str *bytes, Problems *problems)
{
    if (!source_read(inputs->source, arena, inputs->files->at[index].path, (Place){ 0 }, bytes, problems))
        return false;
    inputs->at[index].hash = hash_of_bytes(*bytes);
    return true;
}

bool input_read_again(const Source *source, Arena *arena, Str path, Hash hash, Place place, Str *bytes,
                      Problems *problems)
{
    return source_read(source, arena, path, place, bytes, problems) &&
           (hash_of_bytes(*bytes) == hash || source_changed(path, problems));
}

/* A file that cannot be read keeps no hash: who needs it says so. */
static void hash_file(const Inputs *inputs, int index, Arena *arena)
{
    Problems ignored = problems_new(arena, ENGLISH);
    Str bytes;
    inputs_read(inputs, index, arena, &bytes, &ignored);
}

Hash inputs_hash(Inputs *inputs, Str path)
{
    int index = inputs_find(inputs, path);
    if (index < 0)
        return 0;
    if (!inputs->at[index].hash) {
        Arena *arena = arena_open();
        hash_file(inputs, index, arena);
        arena_close(arena);
    }
    return inputs->at[index].hash;
}

Hash inputs_program(Inputs *inputs)
{
    Folder folder;
    Str bytes;
    Arena *arena = arena_open();
    if (!inputs->program.hash && folder_open(&folder, arena, path_folder(inputs->program_path))) {
        if (folder_map(&folder, path_name(inputs->program_path), &bytes)) {
            inputs->program.hash = hash_of_bytes(bytes);
            folder_unmap(bytes);
        }
        folder_close(&folder);
    }
    arena_close(arena);
    return inputs->program.hash;
}

void inputs_hash_rest(Inputs *inputs)
{
    Arena *arena = arena_open();
    for (int i = 0; i < inputs->files->count; i++)
        if (!inputs->at[i].hash) {
            hash_file(inputs, i, arena);
            arena_reset(arena);
        }
    arena_close(arena);
}

typedef struct Comparison {
    Inputs *inputs;
    Arena **arenas;
    List(int) doubtful;
    atomic_bool differs;
} Comparison;

static void compare(void *context, int worker, int job)
{
    Comparison *comparison = context;
    int index = comparison->doubtful.at[job];
    const Input *input = &comparison->inputs->at[index];
    if (atomic_load_explicit(&comparison->differs, memory_order_relaxed))
        return;
    hash_file(comparison->inputs, index, comparison->arenas[worker]);
    arena_reset(comparison->arenas[worker]);
    if (input->hash != input->before)
        atomic_store_explicit(&comparison->differs, true, memory_order_relaxed);
}

bool inputs_are_same(Inputs *inputs, int threads, Arena **arenas)
{
    Comparison comparison = { .inputs = inputs, .arenas = arenas };
    if (!inputs->complete)
        return false;
    Arena *scratch = arena_open();
    for (int i = 0; i < inputs->files->count; i++)
        if (!inputs->at[i].hash)
            list_add(&comparison.doubtful, scratch, i);
    work_run(comparison.doubtful.count > 8 ? threads : 1, comparison.doubtful.count, compare, &comparison);
    arena_close(scratch);
    return !comparison.differs;
}

/* True when the last build knew the same of its bytes. */
static bool is_kept(const Input *input)
{
    return !input->fresh && input->hash == input->before;
}

bool inputs_are_kept(const Inputs *inputs)
{
    bool kept = inputs->complete && !inputs->renewed;
    for (int i = 0; kept && i < inputs->files->count; i++)
        kept = is_kept(&inputs->at[i]);
    return kept;
}

/* The rows of a table are written from where they lie. */
static void put_table(StoreWriter *writer, Bulk *bulk, Buf *buf, const InputTable *input)
{
    Pieces pieces = { 0 };
    pack_table_pieces(&pieces, buf->arena, input->table, NULL);
    pack_number(buf, sizeof(Hash) + pieces_length(&pieces));
    pack_hash(buf, input->described);
    store_put(writer, buf_str(buf));
    buf_clear(buf);
    for (int i = 0; i < pieces.count; i++)
        store_put_bulk(writer, bulk, pieces.at[i]);
}

static void put_file(StoreWriter *writer, Bulk *bulk, Buf *buf, Str path, const Input *input)
{
    pack_text(buf, path);
    pack_hash(buf, input->hash ? input->stamp : 0);
    pack_hash(buf, input->hash);
    if (input->table)
        put_table(writer, bulk, buf, input->table);
    else
        pack_text(buf, input_has_form(input) ? input->form : S(""));
    store_put(writer, buf_str(buf));
    buf_clear(buf);
}

static void pack_head(Buf *buf, const Inputs *inputs, Hash key, const LastBuild *now)
{
    pack_number(buf, FORMAT);
    pack_hash(buf, key);
    pack_hash(buf, inputs->program.stamp);
    pack_hash(buf, inputs->program.hash);
    pack_last(buf, now);
    pack_number(buf, (uint64_t)inputs->files->count);
}

void inputs_pack(const Inputs *inputs, Hash key, const LastBuild *now, Bulk *bulk, StoreWriter *writer)
{
    Arena *arena = arena_open();
    Buf buf = buf_new(arena);
    store_open(writer, INPUTS_SECTION);
    pack_head(&buf, inputs, key, now);
    store_put(writer, buf_str(&buf));
    buf_clear(&buf);
    for (int i = 0; i < inputs->files->count; i++) {
        const Input *input = &inputs->at[i];
        if (input->coded.length && is_kept(input))
            store_copy(writer, input->coded);
        else
            put_file(writer, bulk, &buf, inputs->files->at[i].path, input);
    }
    arena_close(arena);
}
