/* tests/unit/commonmark.c - the examples of CommonMark 0.29 through our renderer.
 *
 * Raw HTML is published and typography is off. What differs on purpose in every example is undone
 * before comparing: heading ids, rel="external", loading="lazy", the slash of void elements, quotes
 * that need no entity. Examples that differ otherwise are listed with the reason.
 */
#include "unit.h"

#include "base/file.h"
#include "read/markdown.h"
#include "render/markdown.h"

typedef struct Exception { int number; const char *reason; } Exception;

static const Exception EXCEPTIONS[] = {
    { 598, "a bare URL becomes a link" },
    { 604, "a bare URL becomes a link" },
    { 607, "a bare URL becomes a link" },
};

static Str without(Str s, const char *start, const char *end, const char *instead)
{
    Buf buf = buf_new(test_arena);
    for (int at; (at = str_find(s, str_from(start))) >= 0;) {
        buf_add(&buf, str_slice(s, 0, (size_t)at));
        buf_add(&buf, str_from(instead));
        s = str_slice(s, (size_t)at + str_from(start).length, s.length);
        int stop = *end ? str_find(s, str_from(end)) : 0;
        s = str_slice(s, (size_t)stop + str_from(end).length, s.length);
    }
    buf_add(&buf, s);
    return buf_str(&buf);
}

static Str normal(Str html)
{
    html = without(html, " rel=\"external\"", "", "");
    html = without(html, " loading=\"lazy\"", "", "");
    html = without(html, " />", "", ">");
    html = without(html, "&quot;", "", "\"");
    html = without(html, "&#39;", "", "'");
    for (char level = '1'; level <= '6'; level++) {
        const char start[] = { '<', 'h', level, ' ', 'i', 'd', '=', '"', 0 },
                   plain[] = { '<', 'h', level, '>', 0 };
        html = without(html, start, "\">", plain);
    }
    return html;
}

static Str rendered(Str text)
{
    Config config = { .markdown_unsafe_html = true };
    Site site = { .keep = test_arena, .config = &config };
    Job job = { .site = &site, .arena = test_arena };
    job.problems = problems_new(test_arena, ENGLISH);
    job.deps = deps_new(test_arena);
    Buf html = buf_new(test_arena);
    read_markdown(&job, S("content/x.md"), 1, text);
    render_markdown(&job, &html);
    return buf_str(&html);
}

static bool is_exception(int number)
{
    for (size_t i = 0; i < sizeof EXCEPTIONS / sizeof *EXCEPTIONS; i++)
        if (EXCEPTIONS[i].number == number)
            return true;
    return false;
}

/* Takes the next example off the specification. */
static bool next_example(Str *rest, Str *markdown, Str *html)
{
    static const char fence[] = "\n```````````````````````````````` example\n";
    int at = str_find(*rest, str_from(fence));
    if (at < 0)
        return false;
    *rest = str_slice(*rest, (size_t)at + sizeof fence - 1, rest->length);
    int dot = str_starts(*rest, S(".\n")) ? -1 : str_find(*rest, S("\n.\n"));
    *markdown = without(str_slice(*rest, 0, (size_t)(dot + 1)), "→", "", "\t");
    *rest = str_slice(*rest, (size_t)(dot + 3), rest->length);
    int end = str_find(*rest, S("````````````````````````````````\n"));
    *html = without(str_slice(*rest, 0, (size_t)end), "→", "", "\t");
    return true;
}

TEST(commonmark_examples_render_alike)
{
    Folder folder;
    Str spec, markdown, html;
    if (!shared_folder())
        skip();
    assert_true(folder_open(&folder, test_arena, str_from(shared_folder())));
    assert_true(folder_read(&folder, test_arena, S("suites/commonmark/spec-0.29.txt"), 0, &spec));
    folder_close(&folder);
    markdown_start();
    int number = 0, wrong = 0;
    while (next_example(&spec, &markdown, &html)) {
        number++;
        Str ours = normal(rendered(markdown)), theirs = normal(html);
        if (str_equal(ours, theirs) != is_exception(number))
            continue;
        wrong++;
        print_message("example %d:\n%.*s--- expected:\n%.*s--- found:\n%.*s\n", number,
                      STR(markdown), STR(theirs), STR(ours));
    }
    assert_int_equal(number, 649);
    assert_int_equal(wrong, 0);
}
