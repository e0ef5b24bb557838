/* tests/unit/html.c - escaping, and which URLs may be published. */
#include "unit.h"

#include "render/html.h"

TEST(html_escapes_for_its_place)
{
    Buf buf = buf_new(test_arena);
    buf_html_text(&buf, S("a < b & \"c\" > 'd'"));
    assert_str(buf_str(&buf), "a &lt; b &amp; \"c\" &gt; 'd'");
    buf_clear(&buf);
    buf_html_attribute(&buf, S("a < b & \"c\" > 'd'"));
    assert_str(buf_str(&buf), "a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;");
    buf_clear(&buf);
    buf_html_url(&buf, S("/é t\"<>[x]\\`%20?a=1&b='2'#z"));
    assert_str(buf_str(&buf), "/%C3%A9%20t%22%3C%3E%5Bx%5D%5C%60%20?a=1&amp;b=&#39;2&#39;#z");
}

TEST(html_refuses_unsafe_urls)
{
    const char *const safe[] = {
        "",     "x",        "../x.md#a", "/a:b",         "a/b:c",   "?a:b",
        "#a:b", "http://x", "HTTPS://x", "mailto:a@b.c", "tel:+33", "https://x/javascript:y",
    };
    const char *const unsafe[] = {
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "java\tscript:x",
        "java%0ascript:x",
        "&#106;avascript:x",
        "javascript&colon;x",
        "javascript&#x3a;x",
        "javascript%3ax",
        "data:text/html,x",
        "vbscript:x",
        "//evil.org",
        "file:///etc",
        "x\ny",
        "%00",
        "httpsx:y",
        "\\\\evil",
        "ftp://x",
        " javascript:x",
        "\x01javascript:x",
    };
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        if (!url_is_safe(str_from(safe[i])))
            fail_msg("'%s' should be safe", safe[i]);
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
        if (url_is_safe(str_from(unsafe[i])))
            fail_msg("'%s' should not be safe", unsafe[i]);
}
