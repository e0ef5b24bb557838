/* base/date.h - dates of the calendar, with an optional time.
 *
 * Dates come from front matter, tables and git; there is no clock here: "now" enters the program
 * in commands/command.c. A date without a time is midnight UTC when compared.
 * Source: RFC 3339; TOML 1.0 "Offset Date-Time", "Local Date-Time", "Local Date".
 */
#pragma once
#include "base/str.h"

typedef struct Date {
    int16_t year;               /* 0-9999; a zeroed Date (month 0) is "no date"                   */
    uint8_t month, day;         /* from 1                                                         */
    uint8_t hour, minute, second;
    bool    has_time, has_offset;
    int16_t offset;             /* minutes east of UTC                                            */
} Date;

/* Reads "2024-03-28", "2024-03-28T10:41:00+01:00", "2024-03-28 10:41:00Z" (fractions dropped).
 * False when `s` is anything else, or no day of the calendar. */
bool date_parse(Str s, Date *out);

bool    date_known(Date date);
int     date_compare(Date a, Date b);
int64_t date_seconds(Date date);                    /* since 1970-01-01T00:00:00Z                 */
Date    date_from_seconds(int64_t seconds);         /* in UTC, with its time                      */

void buf_date(Buf *buf, Date date);                 /* "2024-03-28"                               */
void buf_date_time(Buf *buf, Date date);            /* RFC 3339: "2024-03-28T00:00:00Z"           */
void buf_date_french(Buf *buf, Date date);          /* "28 mars 2024", "1er mars 2024"            */
