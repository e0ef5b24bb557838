/* model/block.c - packs rows by column, and finds a cell in what was packed. Called by model/table_rows.c, and for a
 * cell by table_cell(). */
#include "model/block.h"

#include "model/pack.h"

static const char STATUSES[] = { 0, 'p', 'r', 'e' };

/* Where a text, a date or a ratio of a block is found by its bytes: twice as many places as rows. */
enum { PLACES = 2 * BLOCK_ROWS };

typedef struct Distinct {
    int16_t places[PLACES];     /* number + 1; 0: free                                            */
    Str bytes[BLOCK_ROWS];
    int count;
} Distinct;

static int64_t number_of(Distinct *distinct, Str bytes)
{
    for (size_t at = hash_str(bytes) % PLACES;; at = (at + 1) % PLACES) {
        int16_t *place = &distinct->places[at];
        if (!*place) {
            distinct->bytes[distinct->count++] = bytes;
            *place = (int16_t)distinct->count;
            return distinct->count - 1;
        }
        if (str_equal(distinct->bytes[*place - 1], bytes))
            return *place - 1;
    }
}

static int64_t tag_of(Cell cell)
{
    int64_t status = 0;
    while (STATUSES[status] != cell.status)
        status++;
    return cell.state | status << 2 | (int64_t)cell.scale << 4;
}

static Str text_of(Cell cell)
{
    return (Str){ cell.text, cell.length };
}

static Str coded_date(Arena *scratch, Date date)
{
    Buf buf = buf_new(scratch);
    pack_date(&buf, date);
    return buf_end(&buf);
}

static Str coded_ratio(Arena *scratch, Number ratio)
{
    Buf buf = buf_new(scratch);
    pack_exact(&buf, ratio);
    return buf_end(&buf);
}

static int64_t value_of(Distinct *distinct, Arena *scratch, ColumnType type, Cell cell)
{
    if (type == COLUMN_TEXT)
        return number_of(distinct, text_of(cell));
    if (type == COLUMN_DATE)
        return number_of(distinct, coded_date(scratch, *cell.date));
    if (type == COLUMN_NUMBER && cell.scale == RATIO)
        return number_of(distinct, coded_ratio(scratch, *cell.ratio));
    return cell.integer;
}

static void pack_texts(Buf *buf, const Distinct *distinct)
{
    int64_t ends[BLOCK_ROWS], end = 0;
    for (int i = 0; i < distinct->count; i++)
        ends[i] = end += (int64_t)distinct->bytes[i].length;
    pack_ints(buf, ends, distinct->count);
    pack_number(buf, (uint64_t)end);
    for (int i = 0; i < distinct->count; i++)
        buf_add(buf, distinct->bytes[i]);
}

/* A mark takes the value of the cell above: it needs no width of its own. */
static void pack_column(Buf *buf, Arena *scratch, ColumnType type, const Cell *cell, int columns, int rows)
{
    int64_t tags[BLOCK_ROWS], values[BLOCK_ROWS], last = 0;
    Distinct distinct;
    distinct.count = 0;
    if (type != COLUMN_INTEGER && type != COLUMN_BOOLEAN)
        memset(distinct.places, 0, sizeof distinct.places);
    for (int i = 0; i < rows; i++, cell += columns) {
        tags[i] = tag_of(*cell);
        values[i] = last = cell->state == CELL_VALUE ? value_of(&distinct, scratch, type, *cell) : last;
    }
    pack_ints(buf, tags, rows);
    pack_ints(buf, values, rows);
    pack_number(buf, (uint64_t)distinct.count);
    if (type == COLUMN_TEXT)
        pack_texts(buf, &distinct);
    else
        for (int i = 0; i < distinct.count; i++)
            buf_add(buf, distinct.bytes[i]);
}

void block_pack(Buf *buf, Arena *scratch, const ColumnType *types, int columns, const Cell *cells, const int *lines,
                int first, int rows)
{
    int64_t steps[BLOCK_ROWS];
    for (int i = 0; i < rows; i++)
        steps[i] = lines ? lines[i] - (first + i) : 0;
    pack_ints(buf, steps, rows);
    for (int i = 0; i < columns; i++)
        pack_column(buf, scratch, types[i], cells + i, columns, rows);
}

static void open_texts(Unpacker *unpacker, BlockColumn *column, int count)
{
    column->ends = unpack_ints(unpacker, count);
    Str texts = unpack_text(unpacker);
    int64_t last = 0;
    for (int i = 0; i < count && !unpacker->failed; i++) {
        int64_t end = ints_at(&column->ends, i);
        if (end < last || end > (int64_t)texts.length)
            unpack_fail(unpacker);
        last = end;
    }
    column->texts = texts.data;
}

static void open_dates(Unpacker *unpacker, Arena *keep, BlockColumn *column, int count)
{
    Date *dates = arena_array(keep, Date, count);
    for (int i = 0; i < count; i++)
        dates[i] = unpack_date(unpacker);
    column->dates = dates;
}

static void open_ratios(Unpacker *unpacker, Arena *keep, BlockColumn *column, int count)
{
    Number *ratios = arena_array(keep, Number, count);
    for (int i = 0; i < count; i++)
        ratios[i] = unpack_exact(unpacker);
    column->ratios = ratios;
}

/* Nothing that a cell gives lies outside: it is then read without a look. Of plain figures that have all the
 * same tag, the first tells for all. */
static bool column_holds(const BlockColumn *column, ColumnType type, int rows, int count)
{
    bool numbered = type == COLUMN_TEXT || type == COLUMN_DATE;
    bool alike = !column->tags.width && !numbered && column->tags.least >> 4 != RATIO;
    for (int i = 0; i < rows && (!alike || !i); i++) {
        int64_t tag = ints_at(&column->tags, i), scale = tag >> 4, value = ints_at(&column->values, i);
        bool ratio = type == COLUMN_NUMBER && scale == RATIO, looked_up = (tag & 3) == CELL_VALUE && (numbered || ratio);
        if ((scale < 0 || scale > 18) && !ratio)
            return false;
        if (looked_up && (value < 0 || value >= count))
            return false;
    }
    return true;
}

static void open_column(Unpacker *unpacker, Arena *keep, ColumnType type, int rows, BlockColumn *column)
{
    column->tags = unpack_ints(unpacker, rows);
    column->values = unpack_ints(unpacker, rows);
    int count = (int)unpack_below(unpacker, (uint64_t)rows + 1);
    if (type == COLUMN_TEXT)
        open_texts(unpacker, column, count);
    else if (type == COLUMN_DATE)
        open_dates(unpacker, keep, column, count);
    else
        open_ratios(unpacker, keep, column, count);
    if (!unpacker->failed && !column_holds(column, type, rows, count))
        unpack_fail(unpacker);
}

void block_open(Unpacker *unpacker, Arena *keep, const ColumnType *types, int columns, int rows, Block *out)
{
    const uint8_t *start = unpacker->at;
    out->lines = unpack_ints(unpacker, rows);
    out->columns = arena_array(keep, BlockColumn, columns);
    for (int i = 0; i < columns && !unpacker->failed; i++)
        open_column(unpacker, keep, types[i], rows, &out->columns[i]);
    out->packed = (Str){ (const char *)start, (size_t)(unpacker->at - start) };
}

static void find_text(const BlockColumn *column, Cell *cell)
{
    int number = (int)cell->integer;
    int64_t start = number ? ints_at(&column->ends, number - 1) : 0;
    cell->text = column->texts + start;
    cell->length = (uint32_t)(ints_at(&column->ends, number) - start);
}

Cell block_cell(const BlockColumn *column, ColumnType type, int row)
{
    int64_t tag = ints_at(&column->tags, row);
    Cell cell = { .scale = (uint8_t)(tag >> 4), .state = tag & 3, .status = STATUSES[tag >> 2 & 3] };
    if (cell.state != CELL_VALUE)
        return cell;
    cell.integer = ints_at(&column->values, row);
    if (type == COLUMN_TEXT)
        find_text(column, &cell);
    else if (type == COLUMN_DATE)
        cell.date = &column->dates[cell.integer];
    else if (type == COLUMN_NUMBER && cell.scale == RATIO)
        cell.ratio = &column->ratios[cell.integer];
    return cell;
}
