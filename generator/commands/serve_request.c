/* commands/serve_request.c - hosts, paths, ranges and media types of the preview server.
 *
 * A path is looked up among the outputs of the site, never resolved on the disk: what is checked here is
 * the second wall. Called by commands/serve_http.c, serve.c (the address) and serve_preview.c (what was made).
 */
#include "commands/serve_request.h"

#include "base/path.h"
#include "render/html.h"

#include <arpa/inet.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool same_name(Str a, Str b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (lower(a.data[i]) != lower(b.data[i]))
            return false;
    return true;
}

static bool holds_only(Str text, const char *allowed)
{
    for (size_t i = 0; i < text.length; i++)
        if (str_find_char(str_from(allowed), lower(text.data[i])) < 0)
            return false;
    return text.length > 0;
}

/* "[::1]:1313" gives "::1"; "" when it is not well formed. */
static Str host_name(Str host)
{
    int end = host.length && host.data[0] == '[' ? str_find_char(host, ']') : str_find_char(host, ':');
    Str name = end < 0 ? host : str_slice(host, 0, (size_t)end), rest = str_slice(host, name.length, host.length);
    if (str_starts(name, S("["))) {
        name = str_slice(name, 1, name.length);
        rest = str_slice(rest, 1, rest.length);
        if (end < 0 || !holds_only(name, "0123456789abcdef:."))
            return S("");
    }
    bool whole = !rest.length || (rest.data[0] == ':' && holds_only(str_slice(rest, 1, rest.length), "0123456789"));
    return whole ? name : S("");
}

bool request_address(Arena *arena, Str text, Str *address)
{
    const char *written = str_cstr(arena, text);
    char bytes[sizeof(struct in6_addr)], canonical[INET6_ADDRSTRLEN];
    int family = str_find_char(text, ':') < 0 ? AF_INET : AF_INET6;
    if (inet_pton(family, written, bytes) != 1)
        return false;
    *address = str_copy(arena, str_from(inet_ntop(family, bytes, canonical, sizeof canonical)));
    return true;
}

bool request_address_is_local(Str address)
{
    return str_starts(address, S("127.")) || str_equal(address, S("::1")) || str_starts(address, S("::ffff:127."));
}

bool request_host_is_ours(Str host, Str bind)
{
    Str name = host_name(host);
    bool bracketed = str_starts(host, S("["));
    if (!name.length || (str_find_char(name, ':') >= 0) != bracketed)
        return false;
    bool all = str_equal(bind, S("0.0.0.0")) || str_equal(bind, S("::"));
    if ((all || request_address_is_local(bind)) &&
        (same_name(name, S("localhost")) || str_equal(name, S("127.0.0.1")) || str_equal(name, S("::1"))))
        return true;
    return same_name(name, bind) || (all && (bracketed || holds_only(name, "0123456789.")));
}

bool request_origin_is_ours(Str origin, Str site, Str host)
{
    if (site.length && !str_equal(site, S("same-origin")) && !str_equal(site, S("none")))
        return false;
    Str scheme = S("http://");
    return !origin.length ||
           (str_starts(origin, scheme) && same_name(str_slice(origin, scheme.length, origin.length), host));
}

static int digit(char c)
{
    return str_find_char(S("0123456789abcdef"), lower(c));
}

static bool decode(Arena *arena, Str text, Str *out)
{
    Buf buf = buf_new(arena);
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] != '%') {
            buf_char(&buf, text.data[i]);
            continue;
        }
        int high = i + 2 < text.length ? digit(text.data[i + 1]) : -1;
        int low = i + 2 < text.length ? digit(text.data[i + 2]) : -1;
        if (high < 0 || low < 0)
            return false;
        buf_char(&buf, (char)(high * 16 + low));
        i += 2;
    }
    *out = buf_str(&buf);
    return true;
}

bool request_path(Arena *arena, Str url, Str base_path, Str *path)
{
    Str rest = str_slice(url, base_path.length, url.length);
    if (!str_starts(url, base_path) || !str_starts(rest, S("/")) || !decode(arena, str_slice(rest, 1, rest.length), path))
        return false;
    Str file = str_ends(*path, S("/")) ? str_slice(*path, 0, path->length - 1) : *path;
    return path_is_clean(file) && (file.length || !path->length);
}

const char *request_media_type(Str path)
{
    static const struct { Str end; const char *type; } TYPES[] = {
        { S(".html"), "text/html; charset=utf-8" },
        { S(".css"), "text/css; charset=utf-8" },
        { S(".js"), "text/javascript; charset=utf-8" },
        { S(".mjs"), "text/javascript; charset=utf-8" },
        { S(".geojson"), "application/geo+json" },
        { S(".json"), "application/json" },
        { S(".map"), "application/json" },
        { S(".webmanifest"), "application/manifest+json" },
        { S("atom.xml"), "application/atom+xml; charset=utf-8" },
        { S(".xml"), "application/xml; charset=utf-8" },
        { S(".csv"), "text/csv; charset=utf-8" },
        { S(".txt"), "text/plain; charset=utf-8" },
        { S(".md"), "text/markdown; charset=utf-8" },
        { S("_redirects"), "text/plain; charset=utf-8" },
        { S(".svg"), "image/svg+xml" },
        { S(".png"), "image/png" },
        { S(".jpg"), "image/jpeg" },
        { S(".jpeg"), "image/jpeg" },
        { S(".gif"), "image/gif" },
        { S(".webp"), "image/webp" },
        { S(".avif"), "image/avif" },
        { S(".ico"), "image/vnd.microsoft.icon" },
        { S(".woff2"), "font/woff2" },
        { S(".woff"), "font/woff" },
        { S(".ttf"), "font/ttf" },
        { S(".otf"), "font/otf" },
        { S(".pdf"), "application/pdf" },
        { S(".zip"), "application/zip" },
        { S(".ods"), "application/vnd.oasis.opendocument.spreadsheet" },
        { S(".odt"), "application/vnd.oasis.opendocument.text" },
        { S(".xlsx"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
        { S(".docx"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
        { S(".mp4"), "video/mp4" },
        { S(".webm"), "video/webm" },
        { S(".vtt"), "text/vtt; charset=utf-8" },
        { S(".mp3"), "audio/mpeg" },
        { S(".ogg"), "audio/ogg" },
        { S(".wasm"), "application/wasm" },
    };
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (path.length >= TYPES[i].end.length &&
            same_name(str_slice(path, path.length - TYPES[i].end.length, path.length), TYPES[i].end))
            return TYPES[i].type;
    return "application/octet-stream";
}

RangeKind request_range(Str header, uint64_t size, uint64_t *from, uint64_t *length)
{
    int64_t first, last;
    Str unit = S("bytes="), spec = str_slice(header, unit.length, header.length);
    int dash = str_find_char(spec, '-');
    if (!str_starts(header, unit) || dash < 0 || !holds_only(spec, "0123456789-"))
        return RANGE_WHOLE;
    Str left = str_slice(spec, 0, (size_t)dash), right = str_slice(spec, (size_t)dash + 1, spec.length);
    bool has_first = left.length && str_to_integer(left, &first), has_last = right.length && str_to_integer(right, &last);
    if (has_first != (left.length > 0) || has_last != (right.length > 0) || (!has_first && !has_last) ||
        (has_first && has_last && first > last))
        return RANGE_WHOLE;
    if (has_first ? (uint64_t)first >= size : !last || !size)
        return RANGE_BEYOND;
    *from = has_first ? (uint64_t)first : (uint64_t)last >= size ? 0 : size - (uint64_t)last;
    *length = has_first && has_last && (uint64_t)last < size ? (uint64_t)last + 1 - *from : size - *from;
    return RANGE_PART;
}

/* site.asset() writes "observatoire.css?h=01234567". */
Made made_of(Str html)
{
    Made made = { .whole = hash_str(html) };
    const Str mark = S(".css?h=");
    for (int at; (at = str_find(html, mark)) >= 0;) {
        made.styleless = hash_add_str(made.styleless, str_slice(html, 0, (size_t)at));
        html = str_slice(html, (size_t)at + mark.length, html.length);
        while (html.length && digit(html.data[0]) >= 0)
            html = str_slice(html, 1, html.length);
    }
    made.styleless = hash_add_str(made.styleless, html);
    return made;
}

Str made_text(Arena *arena, Made made)
{
    return str_format(arena, "%016llx-%016llx", (unsigned long long)made.whole, (unsigned long long)made.styleless);
}

static bool parse_hash(Str text, Hash *hash)
{
    *hash = 0;
    for (size_t i = 0; i < text.length; i++)
        *hash = *hash << 4 | (Hash)digit(text.data[i]);
    return text.length == 16 && holds_only(text, "0123456789abcdef");
}

bool made_parse(Str text, Made *made)
{
    return text.length == 33 && text.data[16] == '-' && parse_hash(str_slice(text, 0, 16), &made->whole) &&
           parse_hash(str_slice(text, 17, 33), &made->styleless);
}

Str request_add_script(Arena *arena, Str html, Str path, Made made)
{
    Buf out = buf_new(arena);
    const Str end = S("</body>");
    size_t at = html.length;
    for (size_t i = html.length < end.length ? 0 : html.length - end.length + 1; i-- > 0 && at == html.length;)
        if (str_starts(str_slice(html, i, html.length), end))
            at = i;
    buf_grow(&out, html.length + 256);
    buf_add(&out, str_slice(html, 0, at));
    buf_literal(&out, "<script src=\"/.essor/preview.js\" data-page=\"");
    buf_html_attribute(&out, path);
    buf_format(&out, "\" data-made=\"%.*s\" defer></script>", STR(made_text(arena, made)));
    buf_add(&out, str_slice(html, at, html.length));
    return buf_str(&out);
}
