/* commands/serve_problems.c - problems with the lines around them, as JSON for the browser. */
#include "commands/serve_problems.h"

#include "model/value.h"

enum { LINES_AROUND = 2, MOST_PROBLEMS = 20, WIDEST = 240 };

typedef struct Writer {
    Buf out;
    const Source *source;
    Arena *scratch;             /* holds `text`                                                   */
    Str file, text;             /* the file that was read last                                    */
} Writer;

static void read_file(Writer *writer, Str file)
{
    if (str_equal(writer->file, file))
        return;
    arena_reset(writer->scratch);
    Problems ignored = problems_new(writer->scratch, ENGLISH);
    writer->file = file;
    if (!source_read(writer->source, writer->scratch, file, (Place){ .file = file }, &writer->text, &ignored))
        writer->text = S("");
}

static Str shortened(Str line)
{
    size_t length = line.length < WIDEST ? line.length : WIDEST;
    while (length && length < line.length && ((unsigned char)line.data[length] & 0xC0) == 0x80)
        length--;
    return str_slice(line, 0, length);
}

static void add_lines(Writer *writer, Place place)
{
    Buf *out = &writer->out;
    bool first = true;
    int number = 0;
    read_file(writer, place.file);
    Str text = writer->text, line;
    while (number < place.line + LINES_AROUND && str_next(&text, '\n', &line)) {
        if (++number < place.line - LINES_AROUND)
            continue;
        buf_format(out, "%s{\"number\":%d,\"wrong\":%s,\"text\":", first ? "" : ",", number,
                   number == place.line ? "true" : "false");
        buf_json_string(out, shortened(line));
        buf_char(out, '}');
        first = false;
    }
}

static void add_key(Buf *out, const char *key, Str value)
{
    buf_format(out, "\"%s\":", key);
    buf_json_string(out, value);
    buf_char(out, ',');
}

static void add_problem(Writer *writer, const Problem *problem)
{
    Buf *out = &writer->out;
    Place place = problem->place;
    Str where = place.line ? str_format(writer->out.arena, "%.*s:%d:%d", STR(place.file), place.line,
                                        place.column ? place.column : 1)
                           : place.file;
    buf_char(out, '{');
    add_key(out, "code", problem->code);
    add_key(out, "place", where);
    add_key(out, "message", problem->message);
    add_key(out, "hint", problem->hint);
    buf_literal(out, "\"lines\":[");
    if (place.file.length && place.line)
        add_lines(writer, place);
    buf_literal(out, "]}");
}

Str problems_json(Arena *arena, const Problems *problems, const Source *source, bool strict)
{
    Writer writer = { .out = buf_new(arena), .source = source, .scratch = arena_open() };
    Language language = problems->language;
    int count = strict ? problems->list.count : problems->errors, shown = 0;
    buf_char(&writer.out, '{');
    if (count) {
        add_key(&writer.out, "language", language == FRENCH ? S("fr") : S("en"));
        add_key(&writer.out, "title", count == 1 ? str_from(message(language, "a mistake keeps this preview as it was"))
                                                 : str_format(arena, message(language, "%d mistakes keep this preview as it was"), count));
        add_key(&writer.out, "close", str_from(message(language, "Close (Esc)")));
        buf_literal(&writer.out, "\"items\":[");
        for (int i = 0; i < problems->list.count && shown < MOST_PROBLEMS; i++) {
            if (problems->list.at[i].warning && !strict)
                continue;
            if (shown++)
                buf_char(&writer.out, ',');
            add_problem(&writer, &problems->list.at[i]);
        }
        buf_char(&writer.out, ']');
    }
    buf_char(&writer.out, '}');
    arena_close(writer.scratch);
    return buf_str(&writer.out);
}
