/* read/csv.h - comma-separated text, cut into records and fields, with places.
 *
 *     CsvReader reader = csv_open(arena, file, bytes, ',', problems);
 *     CsvRecord record;
 *     while (csv_next(&reader, &record))
 *         for (int i = 0; i < record.count; i++)
 *             use(record.fields[i], csv_place(&reader, &record, i));
 *
 * Source: RFC 4180, with LF or CR LF as line end; a byte order mark is dropped. */
#pragma once
#include "base/problem.h"

typedef struct CsvRecord {
    Str *fields;                /* without quotes; views into the bytes, or copies                */
    const char **starts;        /* where each stands in the bytes: at its quote, if it has one    */
    int count;
    int line;                   /* where the record starts                                        */
    const char *start;          /* the same, in the bytes                                         */
} CsvRecord;

typedef struct CsvReader {
    Arena *arena;
    Str file, rest;
    char separator;
    int line;                   /* of what comes next                                             */
    Problems *problems;
    int capacity;
    CsvRecord record;           /* its arrays are used again by the next record                   */
} CsvReader;

/* `bytes` is UTF-8 already. `separator` 0: told from the first line, the most frequent of ';' ','
 * and tab outside quotes. */
CsvReader csv_open(Arena *arena, Str file, Str bytes, char separator, Problems *problems);

/* Passes over the next `length` bytes, which are whole lines. */
void csv_skip(CsvReader *reader, size_t length);

/* Gives the next record. A quote that is not closed, or text after a closing quote, is reported, and
 * the reader goes on at the next line. Blank lines are passed over. */
bool csv_next(CsvReader *reader, CsvRecord *record);

/* Where a field of the record stands: line, and column in bytes. */
Place csv_place(const CsvReader *reader, const CsvRecord *record, int field);
