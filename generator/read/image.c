/* read/image.c - reads the headers of images; never their pixels. Called by read/site.c. */
#include "read/image.h"

static unsigned byte_at(Str s, size_t i)
{
    return i < s.length ? (unsigned char)s.data[i] : 0;
}

static int big_endian(Str s, size_t at, int count)
{
    unsigned number = 0;
    for (int i = 0; i < count; i++)
        number = number << 8 | byte_at(s, at + (size_t)i);
    return (int)(number & 0x7FFFFFFF);
}

static int little_endian(Str s, size_t at, int count)
{
    unsigned number = 0;
    for (int i = count - 1; i >= 0; i--)
        number = number << 8 | byte_at(s, at + (size_t)i);
    return (int)(number & 0x7FFFFFFF);
}

/* Segments follow each other until a frame header (C0-CF but C4, C8, CC), which holds the size. */
static bool jpeg_size(Str s, int *width, int *height)
{
    for (size_t at = 2; at + 9 < s.length;) {
        unsigned mark = byte_at(s, at + 1);
        if (byte_at(s, at) != 0xFF)
            return false;
        if (mark == 0xFF || mark == 0x01 || (mark >= 0xD0 && mark <= 0xD8)) {
            at += mark == 0xFF ? 1 : 2;
            continue;
        }
        if (mark >= 0xC0 && mark <= 0xCF && mark != 0xC4 && mark != 0xC8 && mark != 0xCC) {
            *height = big_endian(s, at + 5, 2);
            *width = big_endian(s, at + 7, 2);
            return true;
        }
        at += 2 + (size_t)big_endian(s, at + 2, 2);
    }
    return false;
}

static bool webp_size(Str s, int *width, int *height)
{
    Str chunk = str_slice(s, 12, 16);
    if (str_equal(chunk, S("VP8X"))) {
        *width = little_endian(s, 24, 3) + 1;
        *height = little_endian(s, 27, 3) + 1;
        return true;
    }
    if (str_equal(chunk, S("VP8L"))) {
        int bits = little_endian(s, 21, 4);
        *width = (bits & 0x3FFF) + 1;
        *height = (bits >> 14 & 0x3FFF) + 1;
        return true;
    }
    *width = little_endian(s, 26, 2) & 0x3FFF;
    *height = little_endian(s, 28, 2) & 0x3FFF;
    return str_equal(chunk, S("VP8 "));
}

/* The leading number of a text, rounded down: "120.5px" gives 120. -1 when there is none, or when the
 * unit is not the pixel. */
static int leading_number(Str *s)
{
    while (s->length && (s->data[0] == ' ' || s->data[0] == ','))
        *s = str_slice(*s, 1, s->length);
    int number = -1;
    size_t i = 0;
    for (; i < s->length && s->data[i] >= '0' && s->data[i] <= '9' && number < 1000000; i++)
        number = (number < 0 ? 0 : number * 10) + (s->data[i] - '0');
    if (i < s->length && s->data[i] == '.')
        for (i++; i < s->length && s->data[i] >= '0' && s->data[i] <= '9';)
            i++;
    *s = str_slice(*s, i, s->length);
    return number;
}

/* The value of an attribute of the opening tag, without its quotes. */
static bool attribute(Str tag, const char *name, Str *out)
{
    Str wanted = str_from(name);
    for (size_t at = 1; at < tag.length; at++) {
        Str rest = str_slice(tag, at, tag.length);
        char before = tag.data[at - 1];
        if (!str_starts(rest, wanted) || (before != ' ' && before != '\n' && before != '\t' && before != '\r'))
            continue;
        rest = str_trim(str_slice(rest, wanted.length, rest.length));
        if (!str_starts(rest, S("=")))
            continue;
        rest = str_trim(str_slice(rest, 1, rest.length));
        int end = rest.length ? str_find_char(str_slice(rest, 1, rest.length), rest.data[0]) : -1;
        if (end < 0)
            return false;
        *out = str_slice(rest, 1, (size_t)end + 1);
        return true;
    }
    return false;
}

static bool svg_size(Str s, int *width, int *height)
{
    int start = str_find(str_slice(s, 0, 4096), S("<svg"));
    if (start < 0)
        return false;
    Str tag = str_slice(s, (size_t)start, s.length), value;
    int end = str_find_char(tag, '>');
    tag = str_slice(tag, 0, end < 0 ? tag.length : (size_t)end);
    Str w, h;
    if (attribute(tag, "width", &w) && attribute(tag, "height", &h)) {
        *width = leading_number(&w);
        *height = leading_number(&h);
        if (*width > 0 && *height > 0 && (!w.length || str_equal(w, S("px"))))
            return true;
    }
    if (!attribute(tag, "viewBox", &value))
        return false;
    leading_number(&value);
    leading_number(&value);
    *width = leading_number(&value);
    *height = leading_number(&value);
    return *width > 0 && *height > 0;
}

static bool find_size(Str s, int *width, int *height)
{
    if (str_starts(s, S("\x89PNG\r\n\x1A\n")) && s.length >= 24) {
        *width = big_endian(s, 16, 4);
        *height = big_endian(s, 20, 4);
        return true;
    }
    if ((str_starts(s, S("GIF87a")) || str_starts(s, S("GIF89a"))) && s.length >= 10) {
        *width = little_endian(s, 6, 2);
        *height = little_endian(s, 8, 2);
        return true;
    }
    if (str_starts(s, S("\xFF\xD8\xFF")))
        return jpeg_size(s, width, height);
    if (str_starts(s, S("RIFF")) && s.length >= 30 && str_equal(str_slice(s, 8, 12), S("WEBP")))
        return webp_size(s, width, height);
    return svg_size(s, width, height);
}

bool image_size(Str bytes, int *width, int *height)
{
    *width = *height = 0;
    if (find_size(bytes, width, height) && *width > 0 && *height > 0)
        return true;
    *width = *height = 0;
    return false;
}
