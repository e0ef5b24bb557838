/* read/markdown_guard.c - counts, line by line, what makes parsing expensive.
 *
 * Most counts start anew at each blank line, because cmark's loops are over one paragraph. Fenced
 * code is counted like the rest: the limits are far above what code holds. Called by read_markdown.
 */
#include "read/markdown_guard.h"

enum {
    MOST_BYTES = 1 << 20,
    MOST_NESTING = 100,         /* container marks that start one line                            */
    MOST_COLUMNS = 200,         /* of a table                                                     */
    MOST_CELLS = 200000,        /* columns x rows of a table                                      */
    MOST_LINES_ABOVE = 1000,    /* lines of a paragraph that a table's rule may follow            */
    MOST_RULES = 200,           /* lines of one paragraph that could be the rule of a table       */
    MOST_DELIMITERS = 5000,     /* runs of '*' or '_' in one paragraph                            */
    MOST_IMAGES = 2000,         /* "![" in one paragraph                                          */
    MOST_MARKUP = 1000,         /* "<?" and "<!" in the document                                  */
    MOST_EXPANSION = 16 << 20,  /* longest definition x brackets, in bytes                        */
};

typedef struct Guard {
    Str file, text;
    int first_line;
    Problems *problems;
    MarkdownMarks *marks;
    int line;                   /* of the text, from 1                                            */
    int lines, rules, delimiters, images;       /* of the paragraph so far                        */
    int columns, rows;          /* of the table so far                                            */
    int pipes;                  /* of the line so far                                             */
    int markup, brackets;       /* of the document so far                                         */
    int64_t definition, longest_definition;     /* bytes of the paragraph, when it starts with '['*/
} Guard;

static Place place_of(const Guard *guard, size_t column)
{
    return (Place){ guard->file, guard->first_line + guard->line - 1, (int)column };
}

static bool too_many(Guard *guard, const char *what)
{
    problem(guard->problems, place_of(guard, 0), "E0523", "too many '%s' in one paragraph", what);
    return problem_hint(guard->problems, "split the paragraph, or write it as a block of code");
}

/* The bytes of one container mark at the start of `s`: '>', a list mark, a footnote; 0 when none. */
static size_t container_mark(Str s)
{
    size_t i = 0;
    if (s.data[0] == '>')
        return 1;
    if (s.data[0] == '[' && str_starts(s, S("[^"))) {
        int end = str_find(s, S("]:"));
        return end < 0 ? 0 : (size_t)end + 2;
    }
    if (s.data[0] == '-' || s.data[0] == '+' || s.data[0] == '*') {
        i = 1;
    } else {
        while (i < s.length && i < 10 && (unsigned)(s.data[i] - '0') < 10)
            i++;
        if (!i || i == s.length || (s.data[i] != '.' && s.data[i] != ')'))
            return 0;
        i++;
    }
    return i == s.length || s.data[i] == ' ' || s.data[i] == '\t' ? i : 0;
}

static bool check_nesting(Guard *guard, Str line)
{
    int marks = 0;
    size_t i = 0, size;
    for (; i < line.length; i += size) {
        size = line.data[i] == ' ' || line.data[i] == '\t'
                   ? 1
                   : container_mark(str_slice(line, i, line.length));
        if (!size)
            break;
        marks += line.data[i] != ' ' && line.data[i] != '\t';
    }
    if (marks <= MOST_NESTING)
        return true;
    problem(guard->problems, place_of(guard, 1), "E0521",
            "%d marks of quotation or list start this line, %d at most", marks, MOST_NESTING);
    return problem_hint(guard->problems,
                        "remove the marks; a line of signs is written as a block of code");
}

/* True for a line that could be the rule below the header of a table: only '|', '-', ':', blanks. */
static bool is_rule(Str line)
{
    bool pipe = false;
    for (size_t i = 0; i < line.length; i++) {
        char c = line.data[i];
        pipe = pipe || c == '|' || c == '-';
        if (c != '|' && c != '-' && c != ':' && c != ' ' && c != '\t')
            return false;
    }
    return pipe;
}

static bool refuse_table(Guard *guard, const char *what, int count, int most)
{
    problem(guard->problems, place_of(guard, 1), "E0522",
            "a table with too many %s: %d, %d at most", message(guard->problems->language, what),
            count, most);
    return problem_hint(guard->problems,
                        "put the figures in a CSV file and show it with '::tableau{table=name}'");
}

static bool check_table(Guard *guard, Str line)
{
    int pipes = guard->pipes;
    if (pipes > MOST_COLUMNS)
        return refuse_table(guard, "columns", pipes, MOST_COLUMNS);
    if (is_rule(line)) {
        guard->rules++;
        if (guard->columns < pipes + 1)
            guard->columns = pipes + 1;
        if (guard->lines > MOST_LINES_ABOVE || guard->rules > MOST_RULES)
            return refuse_table(guard, "lines above its rule", guard->lines, MOST_LINES_ABOVE);
    }
    guard->rows++;
    if (guard->columns && (int64_t)guard->columns * guard->rows > MOST_CELLS)
        return refuse_table(guard, "cells", guard->columns * guard->rows, MOST_CELLS);
    return true;
}

/* Bit i tells whether byte i of sixteen is counted, or ends a line. */
static unsigned marks_of(const char *sixteen)
{
    return bytes_among(sixteen, '\n', '*', '_', '[') | bytes_among(sixteen, '<', '|', '|', '|');
}

/* The same for the text from `at` on, whose last bytes may be fewer than sixteen. */
static unsigned marks_at(Str text, size_t at)
{
    char last[16] = "";
    bool whole = text.length - at >= sizeof last;
    if (!whole)
        memcpy(last, text.data + at, text.length - at);
    return marks_of(whole ? text.data + at : last);
}

static void count_bracket(Guard *guard, Str rest, char previous)
{
    char next = rest.length > 2 ? rest.data[1] : 0;
    guard->brackets++;
    guard->images += previous == '!';
    guard->marks->notes += next == '^';
    guard->marks->tasks |= (next == ' ' || (next | 32) == 'x') && rest.data[2] == ']';
}

static void count_mark(Guard *guard, size_t at)
{
    const char *mark = guard->text.data + at;
    char previous = at ? mark[-1] : 0, next = at + 1 < guard->text.length ? mark[1] : 0;
    switch (*mark) {
    case '*':
    case '_':
        guard->delimiters += *mark != previous;
        break;
    case '[':
        count_bracket(guard, str_slice(guard->text, at, guard->text.length), previous);
        break;
    case '<':
        guard->markup += next == '?' || next == '!';
        break;
    case '|':
        guard->pipes++;
        guard->marks->pipes = true;
        break;
    }
}

static void end_paragraph(Guard *guard)
{
    if (guard->longest_definition < guard->definition)
        guard->longest_definition = guard->definition;
    guard->lines = guard->rules = guard->delimiters = guard->images = guard->columns = guard->rows =
        0;
    guard->definition = 0;
}

static bool check_line(Guard *guard, Str line)
{
    Str trimmed = str_trim(line);
    if (!trimmed.length) {
        end_paragraph(guard);
        return true;
    }
    if (guard->definition || trimmed.data[0] == '[' || trimmed.data[0] == '>')
        guard->definition += (int64_t)line.length + 1;
    guard->lines++;
    if (guard->delimiters > MOST_DELIMITERS)
        return too_many(guard, "*");
    if (guard->images > MOST_IMAGES)
        return too_many(guard, "![");
    if (guard->markup > MOST_MARKUP)
        return too_many(guard, "<!");
    return check_nesting(guard, line) && check_table(guard, line);
}

static bool check_lines(Guard *guard)
{
    Str text = guard->text;
    size_t start = 0;
    for (size_t i = 0; i < text.length; i += 16)
        for (unsigned marks = marks_at(text, i); marks; marks &= marks - 1) {
            size_t at = i + (size_t)__builtin_ctz(marks);
            if (text.data[at] != '\n') {
                count_mark(guard, at);
                continue;
            }
            guard->line++;
            if (!check_line(guard, str_slice(text, start, at)))
                return false;
            guard->pipes = 0;
            start = at + 1;
        }
    guard->line++;
    return check_line(guard, str_slice(text, start, text.length));
}

bool check_markdown_cost(Str file, int first_line, Str text, Problems *problems, MarkdownMarks *marks)
{
    Guard guard = { .file = file, .first_line = first_line, .text = text, .problems = problems, .marks = marks };
    if (text.length > MOST_BYTES) {
        problem(problems, (Place){ file, 0, 0 }, "E0520", "this text has %zu bytes, %d at most",
                text.length, MOST_BYTES);
        return problem_hint(problems, "split the page, or move its tables to CSV files");
    }
    if (!check_lines(&guard))
        return false;
    end_paragraph(&guard);
    if (guard.longest_definition * guard.brackets <= MOST_EXPANSION)
        return true;
    problem(problems, (Place){ file, 0, 0 }, "E0524",
            "reference links that would unfold into too much text");
    return problem_hint(problems,
                        "shorten the addresses and titles of the definitions '[name]: address'");
}
