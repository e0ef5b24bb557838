/* commands/serve_preview.c - outputs that are published, outputs being made, and who waits for them.
 *
 * The shelf maps each path that is published to the hash of its bytes; its memory is the build's. While
 * outputs are made, `states` tells of each where it stands, and a file is looked for in the staging folder
 * first. Called by commands/serve.c (builder) and commands/serve_http.c (server).
 */
#include "commands/serve_preview.h"

#include "base/path.h"
#include "base/work.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

typedef enum OutputState { OUTPUT_WAITS, OUTPUT_TAKEN, OUTPUT_READY } OutputState;

typedef struct Shelf {          /* what is published                                              */
    Arena *arena;
    Map files;                  /* path -> its ShelfEntry                                         */
} Shelf;

typedef struct ShelfEntry { Hash hash; } ShelfEntry;

struct Preview {
    Arena *keep;
    Lock *lock;
    void (*suspend)(void *), (*resume)(void *);
    Folder folder;              /* the published site                                             */
    Str path, base_path;
    Shelf *shelf;               /* NULL: no build has succeeded                                   */
    Build *site;                /* whose outputs are on the shelf                                 */
    bool building, ended;
    Build *making;              /* whose outputs are being made; NULL                             */
    uint8_t *states;            /* of each: OutputState                                           */
    List(int) wanted;
    Arena *told;                /* holds `problems`                                               */
    Str problems;               /* JSON                                                           */
    Waiter *waiters, *settling, *unsettled;
    Listener *listeners;
    BuildDesk desk;
    int bell;
};

static bool is_page(Str path)
{
    return str_ends(path, S(".html"));
}

static void wake(Preview *preview, Waiter **list)
{
    for (Waiter *waiter = *list; waiter; waiter = waiter->next) {
        preview->resume(waiter->connection);
    }
    *list = NULL;
}

static void wake_for(Preview *preview, int output)
{
    for (Waiter **at = &preview->waiters; *at;) {
        Waiter *waiter = *at;
        if (waiter->output != output) {
            at = &waiter->next;
            continue;
        }
        *at = waiter->next;
        preview->resume(waiter->connection);
    }
}

/* `output`: what it waits for; -1: whatever comes. */
static void put_to_sleep(Preview *preview, Waiter *waiter, Waiter **list, int output)
{
    waiter->output = output;
    waiter->next = *list;
    *list = waiter;
    preview->suspend(waiter->connection);
}

static void send(Preview *preview, Listener *listener, Str message)
{
    buf_add(&listener->pending, message);
    if (listener->asleep) {
        listener->asleep = false;
        preview->resume(listener->connection);
    }
}

static void send_event(Preview *preview, Listener *listener, const char *name, Str data)
{
    Arena *arena = arena_open();
    send(preview, listener, str_format(arena, "event: %s\ndata: %.*s\n\n", name, STR(data)));
    arena_close(arena);
}

/* Staged, else published: an output whose bytes did not change is not staged. */
static bool read_page_bytes(const Preview *preview, Arena *arena, Str path, Str *bytes)
{
    const Staging *staging = preview->making ? &preview->making->staging : NULL;
    Folder staged = staging ? staging->folder : (Folder){ .descriptor = -1 }, published = preview->folder;
    char room[STAGING_NAME];
    return (staged.descriptor >= 0 && folder_read(&staged, arena, staging_name(staging, path, room), 0, bytes)) ||
           (published.descriptor >= 0 && folder_read(&published, arena, path, 0, bytes));
}

static int open_file(const Preview *preview, Str path, uint64_t *size)
{
    const Staging *staging = preview->making ? &preview->making->staging : NULL;
    Folder staged = staging ? staging->folder : (Folder){ .descriptor = -1 }, published = preview->folder;
    char room[STAGING_NAME];
    int file = staged.descriptor >= 0 ? folder_open_file(&staged, staging_name(staging, path, room), size) : -1;
    return file < 0 && published.descriptor >= 0 ? folder_open_file(&published, path, size) : file;
}

static const ShelfEntry *on_shelf(const Preview *preview, Str path)
{
    return preview->shelf ? map_get(&preview->shelf->files, path) : NULL;
}

/* The index of an output of the build that is under way; -1. */
static int find_making(const Preview *preview, Str path)
{
    const Site *site = preview->making ? preview->making->site : NULL;
    return site ? site_find_output(site, path) : -1;
}

static void send_reload(Preview *preview, Listener *listener)
{
    if (!listener->reload)
        send_event(preview, listener, "reload", S(""));
    listener->reload = true;
}

static void send_styles(Preview *preview, Listener *listener, Made made)
{
    Arena *arena = arena_open();
    if (!listener->styles && !listener->reload)
        send_event(preview, listener, "styles", made_text(arena, made));
    listener->styles = true;
    arena_close(arena);
}

static void forget_messages(Preview *preview)
{
    for (Listener *listener = preview->listeners; listener; listener = listener->next)
        listener->styles = listener->reload = false;
}

/* Tells a browser when what it shows is not what there is now. Bytes are read only when the hash differs. */
static void compare(Preview *preview, Listener *listener, Str path, Hash hash)
{
    Str bytes;
    if (hash == listener->made.whole)
        return;
    Arena *arena = arena_open();
    if (read_page_bytes(preview, arena, path, &bytes)) {
        Made made = made_of(bytes);
        if (made.styleless != listener->made.styleless)
            send_reload(preview, listener);
        else if (made.whole != listener->made.whole)
            send_styles(preview, listener, made);
        listener->made = made;
    }
    arena_close(arena);
}

static void compare_published(Preview *preview, Listener *listener)
{
    const Str missing = S("404.html");
    const ShelfEntry *entry = on_shelf(preview, listener->page);
    if (entry)
        compare(preview, listener, listener->page, entry->hash);
    else if ((entry = on_shelf(preview, missing)))
        compare(preview, listener, missing, entry->hash);
}

static void compare_all(Preview *preview)
{
    for (Listener *listener = preview->listeners; listener; listener = listener->next)
        if (is_page(listener->page))
            compare_published(preview, listener);
}

/* The desk of a build */

static void begin_outputs(void *context, Build *build)
{
    Preview *preview = context;
    lock_take(preview->lock);
    preview->making = build;
    preview->states = arena_alloc(build->invocation->keep, (size_t)build->site->outputs.count);
    preview->wanted.count = 0;
    for (Listener *listener = preview->listeners; listener; listener = listener->next) {
        int output = find_making(preview, listener->page);
        if (output >= 0)
            list_add(&preview->wanted, preview->keep, output);
    }
    wake(preview, &preview->waiters);           // they ask again, and now say for which output
    lock_release(preview->lock);
}

static int next_output(void *context)
{
    Preview *preview = context;
    int output = -1;
    lock_take(preview->lock);
    while (output < 0 && preview->wanted.count) {
        output = preview->wanted.at[--preview->wanted.count];
        if (preview->states[output] != OUTPUT_WAITS)
            output = -1;
    }
    lock_release(preview->lock);
    return output;
}

static bool take_output(void *context, int output)
{
    Preview *preview = context;
    lock_take(preview->lock);
    bool taken = preview->states[output] == OUTPUT_WAITS;
    if (taken)
        preview->states[output] = OUTPUT_TAKEN;
    lock_release(preview->lock);
    return taken;
}

/* Who waits for it, or shows it, need not wait for the others. */
static void output_made(void *context, int output)
{
    Preview *preview = context;
    lock_take(preview->lock);
    RecordEntry slot;
    Str path = site_output_path(preview->making->site, output);
    preview->states[output] = OUTPUT_READY;
    if (is_page(path) && record_slot(preview->making->writer, output, &slot))
        for (Listener *listener = preview->listeners; listener; listener = listener->next)
            if (str_equal(listener->page, path))
                compare(preview, listener, path, slot.hash);
    wake_for(preview, output);
    lock_release(preview->lock);
}

static void end_outputs(void *context)
{
    Preview *preview = context;
    lock_take(preview->lock);
    preview->making = NULL;
    lock_release(preview->lock);
}

/* Finding files */

static Found found_file(const Preview *preview, Arena *arena, FoundKind kind, Str path, Hash hash)
{
    Found found = { .kind = kind, .path = path, .hash = hash, .descriptor = -1 };
    if (is_page(path)) {
        if (read_page_bytes(preview, arena, path, &found.bytes))
            return found;
    } else if ((found.descriptor = open_file(preview, path, &found.size)) >= 0) {
        return found;
    }
    found.kind = FOUND_NOTHING;
    return found;
}

static bool has_page_below(const Preview *preview, Arena *arena, Str path)
{
    Str page = path_join(arena, path, S("index.html"));
    return on_shelf(preview, page) || find_making(preview, page) >= 0;
}

/* What is being made is newer than what is published; one that could not be made stays as it was. */
static bool find_new(Preview *preview, Waiter *waiter, Str path, Found *found)
{
    int output = find_making(preview, path);
    if (output < 0)
        return false;
    RecordEntry slot;
    if (preview->states[output] == OUTPUT_READY) {
        if (!record_slot(preview->making->writer, output, &slot))
            return false;
        *found = found_file(preview, waiter->arena, FOUND_FILE, path, slot.hash);
        return true;
    }
    list_add(&preview->wanted, preview->keep, output);
    put_to_sleep(preview, waiter, &preview->waiters, output);
    found->kind = FOUND_LATER;
    return true;
}

static Found find(Preview *preview, Waiter *waiter, Str asked)
{
    Found found = { .descriptor = -1 };
    Str path = !asked.length || str_ends(asked, S("/")) ? str_format(waiter->arena, "%.*sindex.html", STR(asked)) : asked;
    if (find_new(preview, waiter, path, &found))
        return found;
    const ShelfEntry *entry = on_shelf(preview, path);
    if (entry)
        return found_file(preview, waiter->arena, FOUND_FILE, path, entry->hash);
    found.path = path;
    found.kind = FOUND_FOLDER;
    if (has_page_below(preview, waiter->arena, asked))
        return found;
    found.kind = FOUND_LATER;
    if (preview->building && !preview->ended) {
        put_to_sleep(preview, waiter, &preview->waiters, -1);
        return found;
    }
    found.kind = FOUND_NO_SITE;
    if (!preview->shelf)
        return found;
    found.kind = FOUND_NOTHING;
    entry = on_shelf(preview, S("404.html"));
    if (entry)
        found = found_file(preview, waiter->arena, FOUND_NOTHING, S("404.html"), entry->hash);
    found.path = path;
    return found;
}

Found preview_find(Preview *preview, Waiter *waiter, Str path)
{
    lock_take(preview->lock);
    Found found = find(preview, waiter, path);
    lock_release(preview->lock);
    return found;
}

/* Messages */

void preview_listen(Preview *preview, Listener *listener)
{
    lock_take(preview->lock);
    buf_literal(&listener->pending, "retry: 500\n\n");
    if (!str_equal(preview->problems, S("{}")))
        send_event(preview, listener, "problems", preview->problems);
    listener->next = preview->listeners;
    preview->listeners = listener;
    if (preview->shelf && is_page(listener->page))
        compare_published(preview, listener);
    for (Listener *other = listener->next; other; other = other->next)
        send(preview, other, S(":\n\n"));
    lock_release(preview->lock);
}

void preview_unlisten(Preview *preview, Listener *listener)
{
    lock_take(preview->lock);
    for (Listener **at = &preview->listeners; *at; at = &(*at)->next)
        if (*at == listener) {
            *at = listener->next;
            break;
        }
    lock_release(preview->lock);
}

int64_t preview_messages(Preview *preview, Listener *listener, char *out, size_t size)
{
    lock_take(preview->lock);
    Buf *pending = &listener->pending;
    size_t count = pending->length < size ? pending->length : size;
    int64_t given = (int64_t)count;
    if (count) {
        memcpy(out, pending->data, count);
        memmove(pending->data, pending->data + count, pending->length - count);
        pending->length -= count;
    }
    if (!count && preview->ended) {
        given = -1;
    } else if (!count) {
        listener->asleep = true;
        preview->suspend(listener->connection);
    }
    lock_release(preview->lock);
    return given;
}

void preview_ping(Preview *preview)
{
    lock_take(preview->lock);
    for (Listener *listener = preview->listeners; listener; listener = listener->next)
        send(preview, listener, S(":\n\n"));
    lock_release(preview->lock);
}

/* Builds */

void preview_begin(Preview *preview, Str base_path)
{
    lock_take(preview->lock);
    preview->building = true;
    if (!str_equal(base_path, preview->base_path))
        preview->base_path = str_copy(preview->keep, base_path);
    lock_release(preview->lock);
}

static Shelf *shelf_of(const Build *build)
{
    Arena *arena = build->invocation->keep;
    Shelf *shelf = arena_new(arena, Shelf);
    shelf->arena = arena;
    return shelf;
}

static void put(Shelf *shelf, Str path, Hash hash)
{
    MapEntry *entry = map_entry(&shelf->files, shelf->arena, path);
    if (!entry->value) {
        entry->key = str_copy(shelf->arena, path);
        entry->value = arena_new(shelf->arena, ShelfEntry);
    }
    ((ShelfEntry *)entry->value)->hash = hash;
}

static void put_output(Shelf *shelf, const Build *build, int output, Arena *arena)
{
    RecordEntry slot;
    RecordFileList files = { 0 };
    if (!record_slot(build->writer, output, &slot))
        return;
    put(shelf, site_output_path(build->site, output), slot.hash);
    record_attachments(&slot, arena, &files);
    for (int i = 0; i < files.count; i++)
        put(shelf, files.at[i].path, files.at[i].hash);
}

/* Images and scripts may be on any page; their names do not change with their bytes. */
static void tell_files(Preview *preview, const Build *build, const Shelf *former)
{
    bool files = false, styles = false;
    for (int i = 0; i < build->site->outputs.count; i++) {
        RecordEntry slot;
        Output output = site_output(build->site, i);
        const ShelfEntry *before = output.kind == OUTPUT_FILE ? map_get(&former->files, output.path) : NULL;
        if (!before || !record_slot(build->writer, i, &slot) || before->hash == slot.hash)
            continue;
        *(str_ends(output.path, S(".css")) ? &styles : &files) = true;
    }
    for (Listener *listener = preview->listeners; listener && (files || styles); listener = listener->next)
        files ? send_reload(preview, listener) : send_styles(preview, listener, listener->made);
}

static void publish(Preview *preview, Build *build)
{
    Shelf *shelf = shelf_of(build);
    Arena *arena = arena_open();
    for (int i = 0; i < build->site->outputs.count; i++) {
        put_output(shelf, build, i, arena);
        arena_reset(arena);
    }
    put(shelf, S("manifest.json"), 0);
    const Shelf *former = preview->shelf;
    preview->shelf = shelf;
    preview->site = build;
    folder_close(&preview->folder);
    folder_open(&preview->folder, arena, preview->path);
    arena_close(arena);
    if (former)
        tell_files(preview, build, former);
}

static void tell(Preview *preview, Str problems)
{
    if (str_equal(preview->problems, problems))
        return;
    arena_reset(preview->told);
    preview->problems = str_copy(preview->told, problems);
    for (Listener *listener = preview->listeners; listener; listener = listener->next)
        send_event(preview, listener, "problems", preview->problems);
}

void preview_end(Preview *preview, Build *build, Str problems)
{
    lock_take(preview->lock);
    preview->building = false;
    preview->making = NULL;
    if (build)
        publish(preview, build);
    tell(preview, problems);
    if (preview->shelf)
        compare_all(preview);
    forget_messages(preview);
    wake(preview, &preview->waiters);
    lock_release(preview->lock);
}

void preview_update(Preview *preview, const int *outputs, int count, Str problems)
{
    Arena *arena = arena_open();
    lock_take(preview->lock);
    tell(preview, problems);
    for (int i = 0; i < count; i++)
        put_output(preview->shelf, preview->site, outputs[i], arena);
    compare_all(preview);
    forget_messages(preview);
    lock_release(preview->lock);
    arena_close(arena);
}

/* Settling */

bool preview_wait_settled(Preview *preview, Waiter *waiter, Str *problems)
{
    const uint64_t one = 1;
    lock_take(preview->lock);
    bool settled = waiter->settled || preview->ended;
    if (!settled) {
        waiter->settled = true;                 // when it is woken
        put_to_sleep(preview, waiter, &preview->unsettled, -1);
        while (write(preview->bell, &one, sizeof one) < 0 && errno == EINTR)
            continue;                           // else it rings already
    }
    *problems = str_copy(waiter->arena, preview->problems);
    lock_release(preview->lock);
    return settled;
}

int preview_bell(const Preview *preview)
{
    return preview->bell;
}

void preview_settle_begin(Preview *preview)
{
    uint64_t rung;
    lock_take(preview->lock);
    if (read(preview->bell, &rung, sizeof rung) > 0)
        while (preview->unsettled) {
            Waiter *waiter = preview->unsettled;
            preview->unsettled = waiter->next;
            waiter->next = preview->settling;
            preview->settling = waiter;
        }
    lock_release(preview->lock);
}

void preview_settle_end(Preview *preview)
{
    lock_take(preview->lock);
    wake(preview, &preview->settling);
    lock_release(preview->lock);
}

Str preview_base_path(Preview *preview, Arena *arena)
{
    lock_take(preview->lock);
    Str base_path = str_copy(arena, preview->base_path);
    lock_release(preview->lock);
    return base_path;
}

const BuildDesk *preview_desk(Preview *preview)
{
    return &preview->desk;
}

Preview *preview_new(Str folder, void (*suspend)(void *), void (*resume)(void *))
{
    Arena *keep = arena_open();
    Preview *preview = arena_new(keep, Preview);
    *preview = (Preview){ .keep = keep, .problems = S("{}"), .lock = lock_new(keep), .suspend = suspend, .resume = resume, .path = folder,
                          .told = arena_open(), .folder = { .descriptor = -1 },
                          .bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
    preview->desk = (BuildDesk){ preview, begin_outputs, next_output, take_output, output_made, end_outputs };
    return preview;
}

void preview_close(Preview *preview)
{
    folder_close(&preview->folder);
    close(preview->bell);
    arena_close(preview->told);
    arena_close(preview->keep);
}

void preview_leave(Preview *preview)
{
    lock_take(preview->lock);
    preview->ended = true;
    wake(preview, &preview->waiters);
    wake(preview, &preview->settling);
    wake(preview, &preview->unsettled);
    for (Listener *listener = preview->listeners; listener; listener = listener->next)
        send(preview, listener, S(":\n\n"));
    lock_release(preview->lock);
}
