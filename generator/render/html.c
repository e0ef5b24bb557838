/* render/html.c - escaping by tables: runs of harmless bytes are copied whole.
 *
 * Used by every renderer of HTML: Markdown, templates, tables, figures, outputs.
 */
#include "render/html.h"

#include <string.h>

static const char *const ENTITIES[256] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
};
static const bool IN_ATTRIBUTE[256] = { ['&'] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 1, ['\''] = 1 };

/* Bytes that may not stand in a URL: all but RFC 3986's unreserved, reserved without brackets, and '%'. */
static const bool NOT_OF_URL[256] = {
    [0 ... ' '] = 1, ['"'] = 1, ['&' ... '\''] = 1,   ['<'] = 1, ['>'] = 1,
    ['[' ... '^'] = 1, ['`'] = 1, ['{' ... '}'] = 1, [0x7F ... 0xFF] = 1,
};

/* The same, and those that can be part of a scheme: most URLs have none. */
static const bool UNUSUAL[256] = {
    [0 ... ' '] = 1, ['"'] = 1, ['%' ... '\''] = 1, [':'] = 1, ['<'] = 1, ['>'] = 1,
    ['[' ... '^'] = 1, ['`'] = 1, ['{' ... '}'] = 1, [0x7F ... 0xFF] = 1,
};

/* Bytes that can hide a scheme, or that no URL has. */
static const bool SUSPECT[256] = { [0 ... 31] = 1, [':'] = 1, ['%'] = 1, ['&'] = 1, ['\\'] = 1, [127] = 1 };

/* Appends the bytes before `at`, and the entity for the one that is there. */
static size_t escape(Buf *buf, Str s, size_t done, size_t at)
{
    buf_bytes(buf, s.data + done, at - done);
    buf_add(buf, str_from(ENTITIES[(unsigned char)s.data[at]]));
    return at + 1;
}

void buf_html_text(Buf *buf, Str s)
{
    size_t done = 0;
    for (size_t i; (i = str_scan_four(s, done, '&', '<', '>', '&')) < s.length;)
        done = escape(buf, s, done, i);
    buf_add(buf, str_slice(s, done, s.length));
}

void buf_html_attribute(Buf *buf, Str s)
{
    size_t done = 0;
    for (size_t i; (i = str_scan(s, done, IN_ATTRIBUTE)) < s.length;)
        done = escape(buf, s, done, i);
    buf_add(buf, str_slice(s, done, s.length));
}

bool url_is_plain(Str s)
{
    return str_scan(s, 0, NOT_OF_URL) == s.length;
}

void buf_html_url(Buf *buf, Str s)
{
    static const char HEX[] = "0123456789ABCDEF";
    size_t done = 0;
    for (size_t i = 0; (i = str_scan(s, i, NOT_OF_URL)) < s.length; i++) {
        unsigned char c = (unsigned char)s.data[i];
        buf_bytes(buf, s.data + done, i - done);
        done = i + 1;
        if (c == '&')
            buf_literal(buf, "&amp;");
        else if (c == '\'')
            buf_literal(buf, "&#39;");
        else
            buf_bytes(buf, (char[]){ '%', HEX[c >> 4], HEX[c & 15] }, 3);
    }
    if (s.length)
        buf_bytes(buf, s.data + done, s.length - done);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'                 ? c - '0'
           : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                : -1;
}

/* Reads a numeric entity "&#58;" or "&#x3a;" that starts at `at`; gives its end, or 0. */
static size_t numeric_entity(Str s, size_t at, uint32_t *code)
{
    bool hex = at + 2 < s.length && (s.data[at + 2] | 32) == 'x';
    size_t i = at + 2 + hex, first = i;
    *code = 0;
    for (; i < s.length && i < first + 8; i++) {
        int digit = hex_digit(s.data[i]);
        if (digit < 0 || (!hex && digit > 9))
            break;
        *code = *code * (hex ? 16 : 10) + (uint32_t)digit;
    }
    return i == first ? 0 : i + (i < s.length && s.data[i] == ';');
}

/* Takes the next byte off `s` at `*at`, decoded of percent signs and of the entities that can hide a
 * scheme: numbers, &colon; &Tab; &NewLine;. */
static uint32_t decoded(Str s, size_t *at)
{
    static const struct { Str name; char byte; } NAMED[] = {
        { { "&colon;", 7 }, ':' }, { { "&Tab;", 5 }, '\t' }, { { "&NewLine;", 9 }, '\n' },
    };
    Str rest = str_slice(s, *at, s.length);
    uint32_t code;
    if (rest.length > 2 && rest.data[0] == '%' && hex_digit(rest.data[1]) >= 0 &&
        hex_digit(rest.data[2]) >= 0) {
        *at += 3;
        return (uint32_t)(hex_digit(rest.data[1]) * 16 + hex_digit(rest.data[2]));
    }
    if (rest.data[0] != '&') {
        ++*at;
        return (unsigned char)rest.data[0];
    }
    size_t end = str_starts(rest, S("&#")) ? numeric_entity(s, *at, &code) : 0;
    if (end) {
        *at = end;
        return code;
    }
    for (size_t i = 0; i < sizeof NAMED / sizeof *NAMED; i++)
        if (str_starts(rest, NAMED[i].name)) {
            *at += NAMED[i].name.length;
            return (unsigned char)NAMED[i].byte;
        }
    ++*at;
    return (unsigned char)rest.data[0];
}

bool url_is_safe(Str url)
{
    static const char *const SCHEMES[] = { "http", "https", "mailto", "tel" };
    char scheme[8] = "";
    size_t length = 0;
    bool relative = false, other = false;
    Str rest = str_starts(url, S("https://")) ? str_slice(url, 8, url.length) : url;
    if (!str_starts(rest, S("//")) && str_scan(rest, 0, SUSPECT) == rest.length)
        return true;
    for (size_t i = 0; i < url.length;) {
        uint32_t c = decoded(url, &i);
        if (c < 32 || c == 127)
            return false;
        if (c == '/' || c == '?' || c == '#')
            relative = true;
        if (relative)
            continue;
        if (c == ':') {
            for (size_t k = 0; k < 4; k++)
                if (!other && length == strlen(SCHEMES[k]) && !memcmp(scheme, SCHEMES[k], length))
                    relative = true;        // an allowed scheme: what follows cannot name another
            if (!relative)
                return false;
        }
        other = other || length == sizeof scheme || c > 127 || c == ' ';
        if (!other)
            scheme[length++] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
    }
    return !str_starts(url, S("//")) && !str_starts(url, S("\\"));
}

bool buf_html_checked_url(Buf *buf, Str s)
{
    if (!str_starts(s, S("//")) && str_scan(s, 0, UNUSUAL) == s.length) {
        buf_add(buf, s);
        return true;
    }
    if (!url_is_safe(s))
        return false;
    buf_html_url(buf, s);
    return true;
}
