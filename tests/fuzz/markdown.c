/* tests/fuzz/markdown.c - any bytes as the text of a page: it is refused with a problem, or rendered.
 * Built by: clang -fsanitize=fuzzer,address -DDEBUG -D_GNU_SOURCE -Igenerator with generator's .c files */
#include "base/typography.h"
#include "base/utf8.h"
#include "read/markdown.h"
#include "render/markdown.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_typography(Arena *arena, Str text)
{
    Str once = typography(arena, text);
    if (!str_equal(once, typography(arena, once)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    markdown_start();
    Arena *arena = arena_open();
    Str text = str_copy(arena, (Str){ (const char *)data, size });
    Config config = { .markdown_typography = true };
    Site site = { .keep = arena, .config = &config };
    Job job = { .site = &site, .arena = arena };
    job.problems = problems_new(arena, ENGLISH);
    job.deps = deps_new(arena);
    Buf html = buf_new(arena);
    bool read = read_markdown(&job, S("content/x.md"), 1, text);
    bool rendered = render_markdown(&job, &html);
    if ((read && rendered) == (job.problems.errors > 0))
        abort();
    bool script = str_find(buf_str(&html), S("<script")) >= 0;
    if (script || (str_find(buf_str(&html), S("<a href=\"javascript:")) >= 0 && !job.problems.errors))
        abort();
    if (utf8_invalid(text) < 0)                          // files that are not UTF-8 are refused before
        check_typography(arena, text);
    arena_close(arena);
    return 0;
}
