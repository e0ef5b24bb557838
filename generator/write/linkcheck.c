/* write/linkcheck.c - follows every link to the output and the anchor that it names.
 *
 * A link is checked once however many pages have it: a menu is on all of them. A link whose place is
 * known (Markdown) is reported there; one that a template or a figure wrote is reported once, at the
 * first page that has it. Called by commands/build.c, check.c and list.c when all jobs are done.
 */
#include "write/linkcheck.h"

#include "base/path.h"

typedef struct Target {
    bool local;                 /* it has a slot to look for                                      */
    const RecordEntry *entry;   /* the output; NULL: there is none                                */
    bool anchored;              /* no anchor, or the output has it                                */
    Str path, anchor;
} Target;

typedef struct Seen {           /* of one table of links                                          */
    const RecordTables *tables;
    uint8_t *checked;
    const RecordEntry **targets;
} Seen;

typedef struct Check {
    const Site *site;
    Arena *arena;
    Problems *problems;         /* NULL: only follow                                              */
    const RecordEntry *slots;
    int count;
    Map outputs;                /* path -> slot; attachments -> the slot of their page            */
    Map reported;               /* URLs without a place                                           */
    List(Seen) seen;
    List(Str) urls;             /* of the pages, for hints; filled at the first mistake           */
    uint8_t *linked;            /* of each slot: another page links to it                         */
    bool ok;
} Check;

static Str decoded(Arena *arena, Str url)
{
    if (str_find_char(url, '%') < 0)
        return url;
    Buf buf = buf_new(arena);
    for (size_t i = 0; i < url.length; i++) {
        int high = -1, low = -1;
        if (url.data[i] == '%' && i + 2 < url.length) {
            high = str_find_char(S("0123456789abcdef"), (char)(url.data[i + 1] | 32));
            low = str_find_char(S("0123456789abcdef"), (char)(url.data[i + 2] | 32));
        }
        if (high < 0 || low < 0) {
            buf_char(&buf, url.data[i]);
        } else {
            buf_char(&buf, (char)(high * 16 + low));
            i += 2;
        }
    }
    return buf_str(&buf);
}

static bool is_skipped(const Site *site, Str url)
{
    const ValueList *prefixes = site->config->skip_links;
    for (int i = 0; prefixes && i < prefixes->count; i++)
        if (prefixes->at[i].kind == VALUE_STRING && str_starts(url, prefixes->at[i].string))
            return true;
    return false;
}

/* "/base/etudes/x/?q#a" is the output "etudes/x/index.html" with the anchor "a". False for a URL that
 * is not below the site's own path. */
static bool split_url(const Check *check, Str url, Str *path, Str *anchor)
{
    Str base = check->site->config->base_path;
    int hash = str_find_char(url, '#');
    *anchor = hash < 0 ? S("") : decoded(check->arena, str_slice(url, (size_t)hash + 1, url.length));
    url = hash < 0 ? url : str_slice(url, 0, (size_t)hash);
    int query = str_find_char(url, '?');
    url = query < 0 ? url : str_slice(url, 0, (size_t)query);
    if (!str_starts(url, base) || (url.length > base.length && url.data[base.length] != '/'))
        return false;
    *path = decoded(check->arena, str_slice(url, base.length + 1, url.length));
    if (!path->length || str_ends(*path, S("/")))
        *path = str_format(check->arena, "%.*sindex.html", STR(*path));
    return true;
}

static Target follow(const Check *check, const RecordEntry *from, Str url)
{
    Target target = { .local = true, .anchored = true };
    if (is_skipped(check->site, url))
        return (Target){ .anchored = true };
    if (url.length && url.data[0] == '#') {
        target.path = from->path;
        target.anchor = decoded(check->arena, str_slice(url, 1, url.length));
    } else if (!split_url(check, url, &target.path, &target.anchor)) {
        return (Target){ .anchored = true };
    }
    if (str_equal(target.path, S("manifest.json")))         // made after the check
        return (Target){ .anchored = true };
    target.entry = map_get(&check->outputs, target.path);
    if (target.entry && target.entry->path.length && target.anchor.length && str_ends(target.path, S(".html")))
        target.anchored = str_equal(target.anchor, S("top")) || record_has_id(target.entry, target.anchor);
    return target;
}

static Str url_of_output(const Check *check, Str path)
{
    Str page = str_ends(path, S("index.html")) ? str_slice(path, 0, path.length - 10) : path;
    return str_format(check->arena, "%.*s/%.*s", STR(check->site->config->base_path), STR(page));
}

static void hint_at_page(Check *check, Str url)
{
    int hash = str_find_char(url, '#');
    if (!check->urls.count)
        for (int i = 0; i < check->count; i++)
            if (str_ends(check->slots[i].path, S(".html")))
                list_add(&check->urls, check->arena, url_of_output(check, check->slots[i].path));
    Str nearest = str_nearest(hash < 0 ? url : str_slice(url, 0, (size_t)hash), check->urls.at, check->urls.count);
    if (nearest.length)
        problem_hint(check->problems, "did you mean '%.*s'?", STR(nearest));
    else
        problem_hint(check->problems, "a template, a script or a figure wrote it: this page is the first that has it");
}

static void report(Check *check, const RecordEntry *from, RecordLink link, const Target *target)
{
    Place place = link.place;
    if (!place.file.length) {
        if (map_get(&check->reported, link.url))
            return;
        map_set(&check->reported, check->arena, link.url, check);
        place = (Place){ .file = from->path };
    }
    check->ok = false;
    if (!target->entry) {
        problem(check->problems, place, "E0510", "the link '%.*s' leads to no page of the site", STR(link.url));
        hint_at_page(check, link.url);
        return;
    }
    const Str *ids;
    int count;
    Str url = url_of_output(check, target->path);
    record_ids(target->entry, check->arena, &ids, &count);
    problem(check->problems, place, "E0511", "the page '%.*s' has no anchor '%.*s'", STR(url), STR(target->anchor));
    problem_hint_nearest(check->problems, target->anchor, ids, count);
}

static Seen *seen_of(Check *check, const RecordTables *tables)
{
    for (int i = 0; i < check->seen.count; i++)
        if (check->seen.at[i].tables == tables)
            return &check->seen.at[i];
    int links = record_link_count(tables);
    list_add(&check->seen, check->arena,
             (Seen){ tables, arena_alloc(check->arena, (size_t)links),
                     arena_array(check->arena, const RecordEntry *, links) });
    return &check->seen.at[check->seen.count - 1];
}

static void visit(void *context, const RecordEntry *entry, uint32_t index)
{
    Check *check = context;
    Seen *seen = seen_of(check, entry->tables);
    if (!seen->checked[index]) {
        RecordLink link = record_link(entry->tables, index);
        Target target = follow(check, entry, link.url);
        bool own = link.url.length && link.url.data[0] == '#';
        seen->checked[index] = !own;            // "#a" means another place on each page
        seen->targets[index] = target.entry;
        if (check->problems && target.local && (!target.entry || !target.anchored))
            report(check, entry, link, &target);
    }
    const RecordEntry *target = seen->targets[index];
    if (target && target != entry)
        check->linked[target - check->slots] = 1;
}

static Check check_new(const Site *site, const RecordWriter *writer, Arena *arena, Problems *problems)
{
    Check check = { .site = site, .arena = arena, .problems = problems, .ok = true };
    check.slots = record_slots(writer, &check.count);
    check.linked = arena_alloc(arena, (size_t)check.count);
    for (int i = 0; i < check.count; i++) {
        RecordFileList attached = { 0 };
        RecordEntry *slot = (RecordEntry *)&check.slots[i];
        if (!slot->path.length) {               // it could not be made: that is another mistake
            map_set(&check.outputs, arena, site->outputs.at[i].path, slot);
            continue;
        }
        map_set(&check.outputs, arena, slot->path, slot);
        record_attachments(slot, arena, &attached);
        for (int j = 0; j < attached.count; j++)
            map_set(&check.outputs, arena, attached.at[j].path, slot);
    }
    return check;
}

bool check_links(const Site *site, const RecordWriter *writer, Arena *arena, Problems *problems)
{
    Check check = check_new(site, writer, arena, problems);
    for (int i = 0; i < check.count; i++)
        if (check.slots[i].path.length)
            record_each_link(&check.slots[i], visit, &check);
    return check.ok;
}

void list_orphans(const Site *site, const RecordWriter *writer, Arena *arena, PageList *out)
{
    Check check = check_new(site, writer, arena, NULL);
    for (int i = 0; i < check.count; i++)
        if (check.slots[i].path.length)
            record_each_link(&check.slots[i], visit, &check);
    for (int i = 0; i < site->pages.count; i++) {
        Page *page = site->pages.at[i];
        const RecordEntry *slot = map_get(&check.outputs, path_join(arena, page->path, S("index.html")));
        if (slot && !check.linked[slot - check.slots] && page->kind != PAGE_HOME && page->kind != PAGE_NOT_FOUND)
            list_add(out, arena, page);
    }
}
