/* read/front.c - finds where front matter starts and ends. Called by read/page.c. */
#include "read/front.h"

static Str line_content(Str line)
{
    while (line.length && (line.data[line.length - 1] == '\r' || line.data[line.length - 1] == ' ' ||
                           line.data[line.length - 1] == '\t'))
        line.length--;
    return line;
}

static bool no_front(Str file, Str first, Problems *problems)
{
    problem(problems, (Place){ file, 1, 1 }, "E0201", "no front matter");
    if (first.length > 3 && (str_starts(first, S("---")) || str_starts(first, S("+++"))))
        return problem_hint(problems, "the first line must be '---' and nothing else");
    return problem_hint(problems, "start the file with three lines: '---', then 'title: ...', then '---'");
}

bool front_split(Str file, Str bytes, Front *out, Problems *problems)
{
    *out = (Front){ .line = 2, .body_line = 1 };
    size_t mark = str_starts(bytes, S("\xEF\xBB\xBF")) ? 3 : 0;
    Str rest = str_slice(bytes, mark, bytes.length), line = S("");
    str_next(&rest, '\n', &line);
    Str fence = line_content(line);
    out->body_offset = mark;
    if (!str_equal(fence, S("---")) && !str_equal(fence, S("+++")))
        return no_front(file, fence, problems);
    out->toml = fence.data[0] == '+';
    const char *start = rest.data;
    for (out->body_line = 2; str_next(&rest, '\n', &line);) {
        out->body_line++;
        if (!str_equal(line_content(line), fence))
            continue;
        out->text = (Str){ start, (size_t)(line.data - start) };
        out->body_offset = bytes.length - rest.length;
        return true;
    }
    problem(problems, (Place){ file, 1, 1 }, "E0202", "the front matter that opens here is not closed");
    out->body_offset = bytes.length;
    return problem_hint(problems, "put a line '%.*s' after its last key", STR(fence));
}
