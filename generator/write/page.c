/* write/page.c - reads a page's text again, parses it, renders it, puts it in its template.
 *
 * The text was only hashed when the site was read: keeping texts would cost as much memory as the
 * site has bytes. It must still have that hash, which the record keeps. Called by write/output.c, one
 * job per page.
 */
#include "write/page.h"

#include "read/markdown.h"
#include "read/page.h"
#include "render/markdown.h"
#include "render/template.h"
#include "write/html_links.h"

enum { MOST_BYTES = 16 * 1024 };            /* of most pages: their buffers need not grow         */

static bool read_text(Job *job, const Source *source, Str *file, int *line, Str *text)
{
    const Page *page = job->page;
    Str bytes;
    *file = page->origin->source;
    *line = page->origin->line;
    *text = page_more(page)->body;
    if (!page->origin->body_source.length)
        return true;
    Place place = { .file = page->origin->body_source };
    *file = page->origin->body_source;
    *line = page->origin->body_line;
    if (!source_read(source, job->arena, page->origin->body_source, place, &bytes, &job->problems))
        return false;
    return page_text_again(page, bytes, text) || source_changed(*file, &job->problems);
}

/* A text that a script gave has no lines of its file: its mistakes stand where the script declares the
 * page, and say which page, and which line of its text. */
static void tell_declaration(Job *job, int from)
{
    const Page *page = job->page;
    for (int i = from; i < job->problems.list.count; i++) {
        Problem *found = &job->problems.list.at[i];
        if (!found->place.line || !str_equal(found->place.file, page->origin->source))
            continue;
        found->message = str_format(job->problems.arena, message(job->problems.language, "%.*s, in line %d of the text of '%.*s'"),
                                    STR(found->message), found->place.line - page->origin->line + 1, STR(page->path));
        found->place = (Place){ page->origin->source, page->origin->line, 0 };
    }
    for (int i = 0; i < job->links.count; i++)
        job->links.at[i].place = (Place){ page->origin->source, page->origin->line, 0 };
}

static bool render_text(Job *job, Str file, int line, Str text, Buf *content)
{
    int from = job->problems.list.count;
    bool ok = read_markdown(job, file, line, text);
    if (job->doc->root)                 // a mistake does not hide those that follow
        ok = render_markdown(job, content) && ok;
    if (!job->page->origin->body_source.length)
        tell_declaration(job, from);
    return ok;
}

bool write_page(Job *job, const Source *source, Str *html)
{
    Str file, text;
    int line;
    Buf content = buf_new(job->arena), out = buf_new(job->arena);
    buf_grow(&content, MOST_BYTES / 2);
    buf_grow(&out, MOST_BYTES);
    site_use_text(job, job->page);
    site_use_setting(job, S("markdown"));
    site_use_setting(job, S("base_url"));          // tells the links to this site from the others
    if (!read_text(job, source, &file, &line, &text))
        return false;
    bool ok = render_text(job, file, line, text, &content);
    job->content = buf_str(&content);
    ok = render_template(job, &out) && ok;
    *html = buf_str(&out);
    if (ok)
        collect_links(job, *html);
    return ok;
}
