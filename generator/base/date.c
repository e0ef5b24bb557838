/* base/date.c - the calendar: reading, comparing and printing dates. */
#include "base/date.h"

static bool digits(Str s, size_t from, size_t count, int *out)
{
    *out = 0;
    if (from + count > s.length)
        return false;
    for (size_t i = from; i < from + count; i++) {
        if (s.data[i] < '0' || s.data[i] > '9')
            return false;
        *out = *out * 10 + (s.data[i] - '0');
    }
    return true;
}

static int days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool parse_day(Str s, Date *out)
{
    int year, month, day;
    if (!digits(s, 0, 4, &year) || !digits(s, 5, 2, &month) || !digits(s, 8, 2, &day) ||
        s.data[4] != '-' || s.data[7] != '-')
        return false;
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    *out = (Date){ .year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day };
    return true;
}

static bool parse_offset(Str s, Date *out)
{
    int hours, minutes;
    out->has_offset = s.length > 0;
    if (!s.length || str_equal(s, S("Z")) || str_equal(s, S("z")))
        return true;
    if (s.length != 6 || (s.data[0] != '+' && s.data[0] != '-') || s.data[3] != ':' ||
        !digits(s, 1, 2, &hours) || !digits(s, 4, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    out->offset = (int16_t)((hours * 60 + minutes) * (s.data[0] == '-' ? -1 : 1));
    return true;
}

bool date_parse(Str s, Date *out)
{
    int hour, minute, second;
    if (!parse_day(s, out))
        return false;
    if (s.length == 10)
        return true;
    char separator = s.data[10];
    if ((separator != 'T' && separator != 't' && separator != ' ') || !digits(s, 11, 2, &hour) ||
        !digits(s, 14, 2, &minute) || !digits(s, 17, 2, &second) || s.data[13] != ':' ||
        s.data[16] != ':' || hour > 23 || minute > 59 || second > 60)
        return false;
    out->has_time = true;
    out->hour = (uint8_t)hour;
    out->minute = (uint8_t)minute;
    out->second = (uint8_t)second;
    size_t end = 19;
    if (end < s.length && s.data[end] == '.') {
        int digit;
        for (end++; digits(s, end, 1, &digit); end++)
            ;
        if (end == 20)
            return false;
    }
    return parse_offset(str_slice(s, end, s.length), out);
}

bool date_known(Date date)
{
    return date.month != 0;
}

/* Days since 1970-01-01 of a day of the proleptic Gregorian calendar; years start in March. */
static int64_t days_from_civil(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return (int64_t)era * 146097 + days - 719468;
}

int64_t date_seconds(Date date)
{
    return days_from_civil(date.year, date.month, date.day) * 86400 + date.hour * 3600 +
           date.minute * 60 + date.second - date.offset * 60;
}

int date_compare(Date a, Date b)
{
    if (date_known(a) && date_known(b) && !a.has_time && !b.has_time) {
        int x = a.year * 512 + a.month * 32 + a.day, y = b.year * 512 + b.month * 32 + b.day;
        return (x > y) - (x < y);
    }
    int64_t x = date_known(a) ? date_seconds(a) : INT64_MIN;
    int64_t y = date_known(b) ? date_seconds(b) : INT64_MIN;
    return (x > y) - (x < y);
}

Date date_from_seconds(int64_t seconds)
{
    int64_t days = seconds / 86400, rest = seconds % 86400;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int of_era = (int)(days - era * 146097);
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100);
    int month = (5 * of_year + 2) / 153;
    int day = of_year - (153 * month + 2) / 5 + 1;
    month += month < 10 ? 3 : -9;
    return (Date){ .year = (int16_t)(year + era * 400 + (month <= 2)), .month = (uint8_t)month,
                   .day = (uint8_t)day, .hour = (uint8_t)(rest / 3600),
                   .minute = (uint8_t)(rest / 60 % 60), .second = (uint8_t)(rest % 60),
                   .has_time = true, .has_offset = true };
}

/* A number from 0 in `count` digits, and the byte before it, if any. */
static void add_digits(Buf *buf, char before, int number, int count)
{
    char digits[8];
    for (int i = count; i > 0; i--, number /= 10)
        digits[i] = (char)('0' + number % 10);
    digits[0] = before;
    buf_bytes(buf, before ? digits : digits + 1, (size_t)count + (before != 0));
}

void buf_date(Buf *buf, Date date)
{
    add_digits(buf, 0, date.year, 4);
    add_digits(buf, '-', date.month, 2);
    add_digits(buf, '-', date.day, 2);
}

void buf_date_time(Buf *buf, Date date)
{
    buf_date(buf, date);
    int offset = date.offset < 0 ? -date.offset : date.offset;
    add_digits(buf, 'T', date.hour, 2);
    add_digits(buf, ':', date.minute, 2);
    add_digits(buf, ':', date.second, 2);
    if (!offset) {
        buf_char(buf, 'Z');
        return;
    }
    add_digits(buf, date.offset < 0 ? '-' : '+', offset / 60, 2);
    add_digits(buf, ':', offset % 60, 2);
}

void buf_date_french(Buf *buf, Date date)
{
    static const char *const months[] = { "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre" };
    buf_format(buf, date.day == 1 ? "%der\u00A0%s\u00A0%d" : "%d\u00A0%s\u00A0%d", date.day,
               months[date.month - 1], date.year);
}
