/* tests/unit/serve_request.c - who may ask the preview server, and for what. */
#include "unit.h"

#include "commands/serve_request.h"

TEST(preview_knows_its_hosts)
{
    static const struct { const char *host, *bind; bool ours; } HOSTS[] = {
        { "localhost", "127.0.0.1", true },           { "localhost:1313", "127.0.0.1", true },
        { "LOCALHOST:80", "127.0.0.1", true },        { "127.0.0.1", "127.0.0.1", true },
        { "127.0.0.1:1313", "127.0.0.1", true },      { "[::1]", "127.0.0.1", true },
        { "[::1]:1313", "127.0.0.1", true },          { "192.168.1.9:1313", "192.168.1.9", true },
        { "[fd00::9]:1313", "fd00::9", true },        { "[FD00::9]:1313", "fd00::9", true },
        { "localhost", "::1", true },                 { "localhost", "127.0.0.2", true },
        { "localhost:1313", "0.0.0.0", true },        { "localhost", "::", true },
        { "localhost:1313", "192.168.1.9", false },   { "127.0.0.1:1313", "192.168.1.9", false },
        { "[::1]", "fd00::9", false },                { "poste.local:1313", "192.168.1.9", false },
        { "10.0.0.3:1313", "0.0.0.0", true },         { "[fe80::1]:1313", "::", true },
        { "", "127.0.0.1", false },                   { "evil.example", "127.0.0.1", false },
        { "evil.example:1313", "127.0.0.1", false },  { "localhost.evil.example", "127.0.0.1", false },
        { "localhost:1313.evil.example", "127.0.0.1", false }, { "localhost:", "127.0.0.1", false },
        { "localhost:x", "127.0.0.1", false },        { "127.0.0.1.nip.io:1313", "127.0.0.1", false },
        { "127.0.0.1@evil.example", "127.0.0.1", false }, { "::1", "127.0.0.1", false },
        { "[::1", "127.0.0.1", false },               { "[::1]x", "127.0.0.1", false },
        { "[localhost]", "127.0.0.1", false },        { "[127.0.0.1]", "127.0.0.1", false },
        { "10.0.0.3:1313", "127.0.0.1", false },      { "192.168.1.9", "127.0.0.1", false },
        { "evil.example", "0.0.0.0", false },         { "1.2.3.4.evil", "0.0.0.0", false },
        { "localhost ", "127.0.0.1", false },         { " localhost", "127.0.0.1", false },
        { "localhost,evil.example", "127.0.0.1", false }, { "localhost.", "127.0.0.1", false },
    };
    for (size_t i = 0; i < sizeof HOSTS / sizeof *HOSTS; i++)
        if (request_host_is_ours(str_from(HOSTS[i].host), str_from(HOSTS[i].bind)) != HOSTS[i].ours)
            fail_msg("'%s' on %s", HOSTS[i].host, HOSTS[i].bind);
}

TEST(preview_knows_addresses)
{
    static const struct { const char *text, *address; bool local; } ADDRESSES[] = {
        { "127.0.0.1", "127.0.0.1", true },           { "127.0.0.2", "127.0.0.2", true },
        { "::1", "::1", true },                       { "0:0:0:0:0:0:0:1", "::1", true },
        { "::ffff:127.0.0.1", "::ffff:127.0.0.1", true },
        { "192.168.1.9", "192.168.1.9", false },      { "FD00:0::9", "fd00::9", false },
        { "0.0.0.0", "0.0.0.0", false },              { "0:0::0", "::", false },
        { "localhost", NULL, false },                 { "eth0", NULL, false },
        { "127.1", NULL, false },                     { "2130706433", NULL, false },
        { "[::1]", NULL, false },                     { "127.0.0.1:1313", NULL, false },
        { "127.0.0.1.nip.io", NULL, false },          { " 127.0.0.1", NULL, false },
        { "", NULL, false },                          { "fe80::1%eth0", NULL, false },
    };
    for (size_t i = 0; i < sizeof ADDRESSES / sizeof *ADDRESSES; i++) {
        Str address = S("");
        bool known = request_address(test_arena, str_from(ADDRESSES[i].text), &address);
        if (known != (ADDRESSES[i].address != NULL) || !str_equal(address, str_from(ADDRESSES[i].address)) ||
            request_address_is_local(address) != ADDRESSES[i].local)
            fail_msg("'%s': '%.*s'", ADDRESSES[i].text, STR(address));
    }
}

TEST(preview_knows_its_pages)
{
    static const struct { const char *origin, *site, *host; bool ours; } ORIGINS[] = {
        { "", "", "localhost:1313", true },
        { "", "same-origin", "localhost:1313", true },
        { "", "none", "localhost:1313", true },
        { "http://localhost:1313", "", "localhost:1313", true },
        { "http://LOCALHOST:1313", "same-origin", "localhost:1313", true },
        { "", "cross-site", "localhost:1313", false },
        { "", "same-site", "localhost:1313", false },
        { "null", "", "localhost:1313", false },
        { "https://localhost:1313", "", "localhost:1313", false },
        { "http://localhost:8080", "", "localhost:1313", false },
        { "http://localhost", "", "localhost:1313", false },
        { "http://localhost:1313.evil.example", "", "localhost:1313", false },
        { "http://evil.example", "", "localhost:1313", false },
        { "http://localhost:1313", "cross-site", "localhost:1313", false },
    };
    for (size_t i = 0; i < sizeof ORIGINS / sizeof *ORIGINS; i++)
        if (request_origin_is_ours(str_from(ORIGINS[i].origin), str_from(ORIGINS[i].site), str_from(ORIGINS[i].host)) !=
            ORIGINS[i].ours)
            fail_msg("origin '%s', site '%s'", ORIGINS[i].origin, ORIGINS[i].site);
}

static const char *path_of(const char *url, const char *base)
{
    Str path;
    return request_path(test_arena, str_from(url), str_from(base), &path) ? str_cstr(test_arena, path) : "refused";
}

TEST(preview_refuses_paths_out_of_the_site)
{
    static const char *const BAD[] = {
        "", "etudes", "//", "//etc/passwd", "/a//b", "/..", "/../", "/../etc/passwd", "/a/../../b", "/./a", "/a/.", "/%2e%2e/",
        "/%2e%2e%2fetc/passwd", "/..%2f..%2fetc/passwd", "/a%00", "/a%00.html", "/%", "/%2", "/%zz", "/a\\b", "/..\\..\\a",
        "/%5c..%5ca", "/a%0a", "/a%7f", "/a/%2e/b", "/.git/config", "/%2egit/config", "http://evil.example/", "/C:/x",
        "/%2f", "/a/%2f/b", "/%2fetc/passwd",
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        assert_string_equal(path_of(BAD[i], ""), "refused");
    assert_string_equal(path_of("/", ""), "");
    assert_string_equal(path_of("/etudes/x/", ""), "etudes/x/");
    assert_string_equal(path_of("/a%20b/%C3%A9.html", ""), "a b/\xc3\xa9.html");
    assert_string_equal(path_of("/sub/etudes", "/sub"), "etudes");
    assert_string_equal(path_of("/sub/", "/sub"), "");
    assert_string_equal(path_of("/sub", "/sub"), "refused");
    assert_string_equal(path_of("/subx/", "/sub"), "refused");
    assert_string_equal(path_of("/etudes/", "/sub"), "refused");
}

static const char *range_of(const char *header, uint64_t size)
{
    uint64_t from, length;
    RangeKind kind = request_range(str_from(header), size, &from, &length);
    if (kind != RANGE_PART)
        return kind == RANGE_WHOLE ? "whole" : "beyond";
    return str_cstr(test_arena, str_format(test_arena, "%d+%d", (int)from, (int)length));
}

TEST(preview_gives_parts_of_files)
{
    assert_string_equal(range_of("", 100), "whole");
    assert_string_equal(range_of("bytes=0-9", 100), "0+10");
    assert_string_equal(range_of("bytes=90-", 100), "90+10");
    assert_string_equal(range_of("bytes=90-200", 100), "90+10");
    assert_string_equal(range_of("bytes=-10", 100), "90+10");
    assert_string_equal(range_of("bytes=-200", 100), "0+100");
    assert_string_equal(range_of("bytes=100-", 100), "beyond");
    assert_string_equal(range_of("bytes=-0", 100), "beyond");
    assert_string_equal(range_of("bytes=0-", 0), "beyond");
    assert_string_equal(range_of("bytes=9-1", 100), "whole");
    assert_string_equal(range_of("bytes=0-1,5-6", 100), "whole");
    assert_string_equal(range_of("lines=0-1", 100), "whole");
    assert_string_equal(range_of("bytes=-", 100), "whole");
    assert_string_equal(range_of("bytes=1-2-3", 100), "whole");
    assert_string_equal(range_of("bytes=99999999999999999999-", 100), "whole");
}

TEST(preview_tells_types)
{
    assert_string_equal(request_media_type(S("a/index.html")), "text/html; charset=utf-8");
    assert_string_equal(request_media_type(S("a/PHOTO.JPG")), "image/jpeg");
    assert_string_equal(request_media_type(S("atom.xml")), "application/atom+xml; charset=utf-8");
    assert_string_equal(request_media_type(S("sitemap.xml")), "application/xml; charset=utf-8");
    assert_string_equal(request_media_type(S("a.inconnu")), "application/octet-stream");
    assert_string_equal(request_media_type(S("a")), "application/octet-stream");
}

TEST(preview_tells_styles_from_the_rest)
{
    Made a = made_of(S("<link href=\"/a.css?h=01234567\"><p>x")), b = made_of(S("<link href=\"/a.css?h=89abcdef\"><p>x")), c;
    assert_true(a.whole != b.whole);
    assert_true(a.styleless == b.styleless);
    assert_true(a.styleless != made_of(S("<link href=\"/a.css?h=01234567\"><p>y")).styleless);
    assert_true(made_parse(made_text(test_arena, a), &c) && c.whole == a.whole && c.styleless == a.styleless);
    assert_false(made_parse(S("0123456789abcdef-0123456789abcdeg"), &c));
    assert_false(made_parse(S("0123456789abcdef"), &c));
}

TEST(preview_adds_its_script_to_pages)
{
    Made made = { 1, 2 };
    assert_str(request_add_script(test_arena, S("<body></body><!-- </body> --></body></html>"), S("a\"b/index.html"), made),
               "<body></body><!-- </body> --><script src=\"/.essor/preview.js\" data-page=\"a&quot;b/index.html\" "
               "data-made=\"0000000000000001-0000000000000002\" defer></script></body></html>");
    assert_str(request_add_script(test_arena, S("x"), S(""), made),
               "x<script src=\"/.essor/preview.js\" data-page=\"\" data-made=\"0000000000000001-0000000000000002\" defer></script>");
}
