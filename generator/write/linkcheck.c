/* write/linkcheck.c - follows every link to the output and the anchor that it names.
 *
 * Most links lead to pages, whose numbers they hold: these are looked up by number. The others are
 * followed as texts, once for each table of names. A link whose
 * place is known (Markdown) is reported there; one that a template or a figure wrote is reported once,
 * at the first page that has it. Called by commands/outputs.c and list.c when all jobs are done, by
 * commands/merge.c for links between parts.
 */
#include "write/linkcheck.h"

#include "base/path.h"

#include "write/record_tables.h"

typedef struct Target {
    bool local;                 /* it has an output to look for                                   */
    int output;                 /* -1: there is none                                              */
    bool anchored;              /* no anchor, or the output has it                                */
    Str path, anchor;
} Target;

typedef struct Seen {           /* of the names of one worker or record                           */
    const RecordTables *tables;
    int *targets;               /* of a URL: its output + 1; UNKNOWN, NOWHERE                     */
} Seen;

enum { UNKNOWN, NOWHERE = -1 };

typedef struct Check {
    const Site *site;
    const RecordWriter *writer;
    Arena *arena;
    Problems *problems;         /* NULL: only follow                                              */
    bool skips;                 /* some URLs are passed over                                      */
    int *pages;                 /* by page of the site: its HTML; -1                              */
    Map attachments;            /* path -> output of their page + 1; filled when one is looked for */
    bool attachments_known;
    Map reported;
    List(Seen) seen;
    List(Str) urls;             /* of the pages, for hints; filled at the first mistake           */
    int mistakes;               /* that were told                                                 */
    Map *ids;                   /* of each output that has many, once an anchor is looked for     */
    uint8_t *linked;            /* of each output: another page links to it                       */
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

/* The page beside which a file would stand, when that page was not made here: it may have any. */
static int find_unmade_page(const Check *check, Str path)
{
    RecordEntry entry;
    if (str_ends(path, S(".html")))
        return -1;
    int output = site_find_output(check->site, path_join(check->arena, path_folder(path), S("index.html")));
    return output < 0 || record_slot(check->writer, output, &entry) ? -1 : output;
}

static int find_attachment(Check *check, Str path)
{
    RecordEntry entry;
    for (int i = 0; !check->attachments_known && i < check->site->outputs.count; i++) {
        RecordFileList files = { 0 };
        if (record_slot(check->writer, i, &entry))
            record_attachments(&entry, check->arena, &files);
        for (int j = 0; j < files.count; j++)
            map_set(&check->attachments, check->arena, files.at[j].path, (void *)(intptr_t)(i + 1));
    }
    check->attachments_known = true;
    int owner = (int)(intptr_t)map_get(&check->attachments, path) - 1;
    return owner >= 0 ? owner : find_unmade_page(check, path);
}

static int find_target(Check *check, Str path)
{
    int output = site_find_output(check->site, path);
    return output >= 0 ? output : find_attachment(check, path);
}

static bool wants_anchor(const Target *target)
{
    return target->anchor.length && !str_equal(target->anchor, S("top")) && str_ends(target->path, S(".html"));
}

static const Map *ids_of(Check *check, int output, const RecordEntry *entry)
{
    const Str *ids;
    int count;
    if (!check->ids)
        check->ids = arena_array(check->arena, Map, check->site->outputs.count);
    Map *known = &check->ids[output];
    if (known->count)
        return known;
    record_ids(entry, check->arena, &ids, &count);
    for (int i = 0; i < count; i++)
        map_set(known, check->arena, ids[i], check);
    return known;
}

static bool has_anchor(Check *check, const Target *target)
{
    enum { MANY = 100 };
    RecordEntry entry;
    if (!wants_anchor(target) || !record_slot(check->writer, target->output, &entry))
        return true;
    Unpacker anchors = entry_anchors(&entry);
    return unpack_number(&anchors) < MANY ? record_has_id(&entry, target->anchor)
                                          : map_get(ids_of(check, target->output, &entry), target->anchor) != NULL;
}

static Target follow(Check *check, Str from, Str url)
{
    Target target = { .local = true, .anchored = true };
    if (is_skipped(check->site, url))
        return (Target){ .output = -1, .anchored = true };
    if (url.length && url.data[0] == '#') {
        target.path = from;
        target.anchor = decoded(check->arena, str_slice(url, 1, url.length));
    } else if (!split_url(check, url, &target.path, &target.anchor)) {
        return (Target){ .output = -1, .anchored = true };
    }
    if (str_equal(target.path, S("manifest.json")))         // made after the check
        return (Target){ .output = -1, .anchored = true };
    target.output = find_target(check, target.path);
    target.anchored = target.output < 0 || has_anchor(check, &target);
    return target;
}

Str url_below(Arena *arena, Str base_path, Str output)
{
    Str page = str_ends(output, S("index.html")) ? str_slice(output, 0, output.length - 10) : output;
    return str_format(arena, "%.*s/%.*s", STR(base_path), STR(page));
}

static Str url_of_output(const Check *check, Str path)
{
    return url_below(check->arena, check->site->config->base_path, path);
}

void report_no_page(Problems *problems, Place place, Str url, const Str *urls, int count)
{
    int hash = str_find_char(url, '#');
    problem(problems, place, "E0510", "the link '%.*s' leads to no page of the site", STR(url));
    Str nearest = str_nearest(hash < 0 ? url : str_slice(url, 0, (size_t)hash), urls, count);
    if (nearest.length)
        problem_hint(problems, "did you mean '%.*s'?", STR(nearest));
    else
        problem_hint(problems, "a template, a script or a figure wrote it: this page is the first that has it");
}

void report_no_anchor(Problems *problems, Place place, Str page, Str anchor, const Str *ids, int count)
{
    problem(problems, place, "E0511", "the page '%.*s' has no anchor '%.*s'", STR(page), STR(anchor));
    problem_hint_nearest(problems, anchor, ids, count);
}

static void find_urls(Check *check)
{
    for (int i = check->urls.count ? check->site->outputs.count : 0; i < check->site->outputs.count; i++) {
        Str path = site_output_path(check->site, i);
        if (str_ends(path, S(".html")))
            list_add(&check->urls, check->arena, url_of_output(check, path));
    }
}

/* Once for each place, or for each URL without one. */
static bool is_reported(Check *check, Str url, Place place)
{
    Str key = str_format(check->arena, "%.*s %.*s:%d:%d", STR(url), STR(place.file), place.line, place.column);
    MapEntry *entry = map_entry(&check->reported, check->arena, key);
    bool before = entry->value != NULL;
    entry->value = check;
    return before;
}

static void report(Check *check, Str from, Str url, Place place, const Target *target)
{
    if (!check->problems || is_reported(check, url, place))
        return;
    check->ok = false;
    bool hinted = check->mistakes++ < MOST_HINTED_LINKS;
    if (!place.file.length)
        place = (Place){ .file = from };
    if (target->output < 0) {
        if (hinted)
            find_urls(check);
        report_no_page(check->problems, place, url, check->urls.at, hinted ? check->urls.count : 0);
        return;
    }
    const Str *ids = NULL;
    int count = 0;
    RecordEntry entry;
    record_slot(check->writer, target->output, &entry);     // it has one: else it has all anchors
    if (hinted)
        record_ids(&entry, check->arena, &ids, &count);
    report_no_anchor(check->problems, place, url_of_output(check, target->path), target->anchor, ids, count);
}

/* Follows a link as a text; gives its output, or -1, and whether there is nothing to report. */
static int follow_text(Check *check, const RecordEntry *entry, const RecordLink *link, bool *good)
{
    Str url = tables_url(entry->tables, check->arena, link);
    Target target = follow(check, entry->path, url);
    *good = !target.local || (target.output >= 0 && target.anchored);
    if (!*good)
        report(check, entry->path, url, link->place, &target);
    return target.output;
}

static Seen *seen_of(Check *check, const RecordTables *tables)
{
    for (int i = 0; i < check->seen.count; i++)
        if (check->seen.at[i].tables == tables)
            return &check->seen.at[i];
    list_add(&check->seen, check->arena, (Seen){ tables, arena_array(check->arena, int, tables->names.count) });
    return &check->seen.at[check->seen.count - 1];
}

static int follow_name(Check *check, const RecordEntry *entry, const RecordLink *link)
{
    int *seen = link->target < (uint32_t)entry->tables->names.count
                ? &seen_of(check, entry->tables)->targets[link->target] : NULL;
    if (!seen)
        return -1;
    if (*seen == UNKNOWN) {
        Str url = tables_text(entry->tables, link->target);
        bool good;
        int target = follow_text(check, entry, link, &good);
        if (good && !str_starts(url, S("#")))   // "#%C3%A9" means another place on each page
            *seen = target < 0 ? NOWHERE : target + 1;
        return target;
    }
    return *seen == NOWHERE ? -1 : *seen - 1;
}

static int follow_link(Check *check, const RecordEntry *entry, const RecordLink *link)
{
    if (link->kind == LINK_TEXT)
        return follow_name(check, entry, link);
    int page = link->kind == LINK_PAGE && !check->skips ? tables_page_now(entry->tables, link->target) : -1;
    bool good;
    return page >= 0 && check->pages[page] >= 0 ? check->pages[page] : follow_text(check, entry, link, &good);
}

static void check_entry(Check *check, int output)
{
    RecordEntry entry;
    RecordLink link;
    if (!record_slot(check->writer, output, &entry))
        return;
    LinkReader reader = entry_links(&entry);
    while (next_link(&reader, &link)) {
        int target = follow_link(check, &entry, &link);
        if (target >= 0 && target != output)
            check->linked[target] = 1;
    }
}

static Check check_new(const Site *site, const RecordWriter *writer, Arena *arena, Problems *problems)
{
    Check check = { .site = site, .writer = writer, .arena = arena, .problems = problems, .ok = true };
    check.skips = site->config->skip_links && site->config->skip_links->count;
    check.linked = arena_alloc(arena, (size_t)site->outputs.count);
    check.pages = arena_array(arena, int, site->pages.count);
    for (int i = 0; i < site->pages.count; i++)
        check.pages[i] = -1;
    for (int i = 0; i < site->outputs.count; i++) {
        Output output = site_output(site, i);
        if (output.kind == OUTPUT_PAGE && output.number == 1)
            check.pages[output.page->ordinal] = i;
    }
    return check;
}

static bool has_attachment(const RecordFileList *files, Str path)
{
    for (int i = 0; i < files->count; i++)
        if (str_equal(files->at[i].path, path))
            return true;
    return false;
}

/* True when an output has all the anchors that it had: mostly the same, in the same order. */
static bool has_anchors(const RecordEntry *now, const RecordEntry *before)
{
    Unpacker old = entry_anchors(before), new = entry_anchors(now);
    uint64_t left = unpack_number(&new);
    for (uint64_t count = unpack_number(&old); count && !old.failed; count--) {
        Str anchor = tables_text(before->tables, unpack_number(&old));
        bool next = left && left-- && str_equal(tables_text(now->tables, unpack_number(&new)), anchor);
        if (!next && !record_has_id(now, anchor))
            return false;
    }
    return true;
}

/* True when an output that was made again has all that others may link to in it. */
static bool has_all(const RecordEntry *now, const RecordEntry *before, Arena *arena)
{
    RecordFileList files = { 0 }, old_files = { 0 };
    if (!has_anchors(now, before))
        return false;
    record_attachments(before, arena, &old_files);
    record_attachments(now, arena, &files);
    for (int i = 0; i < old_files.count; i++)
        if (!has_attachment(&files, old_files.at[i].path))
            return false;
    return true;
}

/* True when all that the links of outputs that were kept may lead to is still there. */
static bool nothing_is_lost(const Check *check)
{
    const Record *old = record_before(check->writer);
    RecordEntry now, before;
    if (!old->tables || old->gone.count || old->checked != link_settings(check->site) ||
        !str_equal(old->tables->base_path, check->site->config->base_path))
        return false;
    for (int i = 0; i < check->site->outputs.count; i++)
        if (!record_was_kept(check->writer, i) && record_entry(old, i, &before) &&
            record_slot(check->writer, i, &now) && !has_all(&now, &before, check->arena))
            return false;
    return true;
}

bool check_links(const Site *site, const RecordWriter *writer, Problems *problems)
{
    Arena *scratch = arena_open();
    Check check = check_new(site, writer, scratch, problems);
    bool all = !nothing_is_lost(&check);
    for (int i = 0; i < site->outputs.count; i++)
        if (all || !record_was_kept(writer, i))
            check_entry(&check, i);
    arena_close(scratch);
    return check.ok;
}

bool check_links_again(const Site *site, const RecordWriter *writer, const int *outputs, const RecordEntry *before,
                       int count, Arena *arena, Problems *problems)
{
    Check check = check_new(site, writer, arena, problems);
    RecordEntry now;
    bool lost = false;
    for (int i = 0; i < count && !lost; i++)
        lost = record_slot(writer, outputs[i], &now) && !has_all(&now, &before[i], arena);
    for (int i = 0; i < (lost ? site->outputs.count : count); i++)
        check_entry(&check, lost ? i : outputs[i]);
    return check.ok;
}

void list_orphans(const Site *site, const RecordWriter *writer, Arena *arena, PageList *out)
{
    Check check = check_new(site, writer, arena, NULL);
    for (int i = 0; i < site->outputs.count; i++)
        check_entry(&check, i);
    for (int i = 0; i < site->pages.count; i++) {
        Page *page = site->pages.at[i];
        if (check.pages[i] >= 0 && !check.linked[check.pages[i]] && page->kind != PAGE_HOME && page->kind != PAGE_NOT_FOUND)
            list_add(out, arena, page);
    }
}

/* Does it lead to what another part makes, and to more than an output, which all parts know? */
static bool is_open(const Check *check, const Target *target)
{
    RecordEntry entry;
    return target->output >= 0 && !record_slot(check->writer, target->output, &entry) &&
           (wants_anchor(target) || !str_equal(site_output_path(check->site, target->output), target->path));
}

static void list_open(Check *check, const RecordEntry *entry, Arena *arena, OpenLinks *out)
{
    RecordLink link;
    LinkReader reader = entry_links(entry);
    while (next_link(&reader, &link)) {
        if (link.kind == LINK_PAGE)
            continue;
        Str url = tables_url(entry->tables, check->arena, &link);
        Target target = follow(check, entry->path, url);
        if (!is_open(check, &target) || is_reported(check, url, link.place))
            continue;
        Place place = link.place.file.length ? link.place : (Place){ .file = entry->path };
        place.file = str_copy(arena, place.file);
        list_add(out, arena, (OpenLink){ str_copy(arena, url), str_copy(arena, target.path),
                                         wants_anchor(&target) ? str_copy(arena, target.anchor) : S(""), place });
    }
}

void list_open_links(const Site *site, const RecordWriter *writer, Arena *arena, OpenLinks *out)
{
    Arena *scratch = arena_open();
    Check check = check_new(site, writer, scratch, NULL);
    RecordEntry entry;
    for (int i = 0; i < site->outputs.count; i++)
        if (record_slot(writer, i, &entry))
            list_open(&check, &entry, arena, out);
    arena_close(scratch);
}

Hash link_settings(const Site *site)
{
    Hash hash = 1;
    const ValueList *prefixes = site->config ? site->config->skip_links : NULL;
    for (int i = 0; prefixes && i < prefixes->count; i++)
        hash = hash_add(hash, value_hash(&prefixes->at[i]));
    return hash;
}
