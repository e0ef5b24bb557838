/* tests/unit/date.c - reading, comparing and printing dates. */
#include "unit.h"

#include "base/date.h"

static Date day(const char *text)
{
    Date date;
    assert_true(date_parse(str_from(text), &date));
    return date;
}

static const char *shown(void (*function)(Buf *, Date), const char *text)
{
    Buf buf = buf_new(test_arena);
    function(&buf, day(text));
    return str_cstr(test_arena, buf_str(&buf));
}

TEST(date_refuses_what_is_no_day)
{
    const char *bad[] = { "", "2024", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-32", "2024/01/02", "24-01-02",
                          "2024-01-02T", "2024-01-02T25:00:00", "2024-01-02T10:00", "2024-01-02T10:00:00.",
                          "2024-01-02T10:00:00+0100", "2024-01-02 10:00:00 Z", "1900-02-29" };
    Date date;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (date_parse(str_from(bad[i]), &date))
            fail_msg("%s", bad[i]);
    assert_true(date_parse(S("2000-02-29"), &date));
}

TEST(date_compares_across_offsets)
{
    assert_int_equal(date_compare(day("2024-03-28T10:00:00+01:00"), day("2024-03-28T09:00:00Z")), 0);
    assert_true(date_compare(day("2024-03-28"), day("2024-03-28 00:00:01")) < 0);
    assert_true(date_compare((Date){ 0 }, day("0001-01-01")) < 0);
    assert_int_equal(date_seconds(day("2024-03-28T10:41:00+01:00")), 1711618860);
    assert_int_equal(date_seconds(day("1969-12-31T23:59:59Z")), -1);
}

TEST(date_goes_through_seconds_and_back)
{
    for (int64_t seconds = -62135596800; seconds < 253402300800; seconds += 86400 * 397 + 3607) {
        Date date = date_from_seconds(seconds);
        assert_true(date_seconds(date) == seconds);
    }
}

TEST(date_is_shown)
{
    assert_string_equal(shown(buf_date, "2024-03-01T10:00:00Z"), "2024-03-01");
    assert_string_equal(shown(buf_date_time, "2024-03-01"), "2024-03-01T00:00:00Z");
    assert_string_equal(shown(buf_date_time, "2024-03-01T10:00:00.5-03:30"), "2024-03-01T10:00:00-03:30");
    assert_string_equal(shown(buf_date_french, "2024-03-01"), "1er\u00A0mars\u00A02024");
    assert_string_equal(shown(buf_date_french, "2024-08-28"), "28\u00A0août\u00A02024");
}
