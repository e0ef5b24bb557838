/* tests/unit/template.c - the language of templates: statements, escaping, blocks, places of mistakes. */
#include "template_site.h"


TEST(template_prints_text_escaped)
{
    renders("<h1>{{ page.title }}</h1>", "<h1>A &amp; &lt;B&gt;</h1>");
    renders("{{ 1 + 2 }} {{ \"a\" .. 'b' }} {{ ({1, 2})[2] or 3 }}{# {{ no }} #}", "3 ab 2");
    renders("<title>{{ page.title }}</title>", "<title>A &amp; &lt;B&gt;</title>");
    renders("{{ page.content }}", "<p>Texte &amp; <em>fin</em></p>\n<p>Suite</p>");
}

TEST(template_statements)
{
    renders("{% if page.title == 'x' %}1{% elseif page.summary %}2{% else %}3{% end %}", "2");
    renders("{% for x in {'a', 'b'} %}{{ x }};{% end %}", "a;b;");
    renders("{% for i, x in {'a', 'b'} %}{{ i }}{{ x }}{% end %}", "1a2b");
    renders("{% for k, v in pairs({b = 2, a = 1}) %}{{ k }}{{ v }}{% end %}", "a1b2");
    renders("{% for x in page.related %}never{% end %}", "");
    renders("{% for n in range(2, 4) %}{{ n }}{% end %}", "234");
    renders("{% set x = 1 %}{% if true %}{% set x = x + 1 %}{% end %}{{ x }}", "2");
    renders("{% for x in {{a=1},{a=2}} %}{% set y = x.a | default(0) %}{{ y }}{% end %}", "12");
}

TEST(template_takes_lines_of_statements)
{
    renders("a\n  {% if true %}\nb\n  {% end %}\nc\n", "a\nb\nc\n");
    renders("{# c #}\n<!doctype html>\n", "<!doctype html>\n");
    renders("a {%- set x = 1 -%} b {{- x -}} c", "ab1c");
    renders("<p>{% if true %}\nx{% end %}</p>", "<p>\nx</p>");
}

TEST(template_escapes_attributes)
{
    renders("<p title=\"{{ page.summary }}\">", "<p title=\"l&#39;été &quot;x&quot;\">");
    renders("<p title='{{ page.summary }}'>", "<p title='l&#39;été &quot;x&quot;'>");
    renders("<p data-n=\"{{ '\\x22><script>' }}\">", "<p data-n=\"&quot;&gt;&lt;script&gt;\">");
    renders("<input{% if true %} checked{% end %}>", "<input checked>");
    renders("<li{% if page.title %} class=\"a\"{% end %}>x</li>", "<li class=\"a\">x</li>");
    renders("<li class=\"{% if false %}a{% else %}b{% end %}\">", "<li class=\"b\">");
}

TEST(template_checks_urls)
{
    renders("<a href=\"{{ page.url }}index.json\">", "<a href=\"/sous/etudes/x/index.json\">");
    renders("<a href=\"#{{ 'a:b' }}\">", "<a href=\"#a:b\">");
    renders("<a href=\"https://x.example/?q={{ 'a b' | url }}\">", "<a href=\"https://x.example/?q=a%20b\">");
    renders("<a href=\"mailto:{{ 'a@b.example' }}\">", "<a href=\"mailto:a@b.example\">");
    fails("<a href=\"{{ 'javascript:alert(1)' }}\">",
          "1:10: error[E0610]: 'javascript:alert(1)' is no URL that may be published; a URL is relative, or "
          "starts with http: https: mailto: or tel:");
    fails("<a href=\"{{ 'java' }}{{ 'script:x' }}\">",
          "1:22: error[E0610]: 'script:x' is no URL that may be published; a URL is relative, or starts with "
          "http: https: mailto: or tel:");
    fails("<a href=\"{{ 'javascript' }}:alert(1)\">",
          "1:28: error[E0603]: a ':' after a value makes it the scheme of the URL");
    fails("<a href=\"javascript:{{ 1 }}\">",
          "1:21: error[E0603]: nothing may be printed in a URL of this scheme");
    renders("<img src=\"data:image/gif;base64,AA\">", "<img src=\"data:image/gif;base64,AA\">");
}

TEST(template_refuses_places_without_escaping)
{
    fails("<p class={{ 1 }}>", "1:10: error[E0603]: the value of an attribute needs quotes to be printed in; write name=\"{{ value }}\"");
    fails("<p {{ 'a' }}>",
          "1:4: error[E0603]: nothing may be printed inside a tag, but in the quoted value of an attribute");
    fails("<{{ 'p' }}>",
          "1:2: error[E0603]: nothing may be printed inside a tag, but in the quoted value of an attribute");
    fails("<!-- {{ 1 }} -->", "1:6: error[E0603]: nothing may be printed in an HTML comment");
    fails("<style>a{{ 1 }}</style>",
          "1:9: error[E0603]: nothing may be printed inside <style> and other raw elements");
    fails("<p onclick=\"{{ 1 }}\">",
          "1:13: error[E0603]: nothing may be printed in this attribute: its value is code");
    fails("<p style=\"{{ 1 }}\">",
          "1:11: error[E0603]: nothing may be printed in this attribute: its value is code");
    fails("<img srcset=\"{{ 1 }}\">",
          "1:14: error[E0603]: nothing may be printed in this attribute: its value is code");
}

TEST(template_writes_json_in_scripts)
{
    renders("<script>var x = {{ {a = '</script><!--'} | json }};</script>",
            "<script>var x = {\"a\":\"\\u003c/script\\u003e\\u003c!--\"};</script>");
    renders("<script>var x = {{ nil | json }};</script>", "<script>var x = null;</script>");
    fails("<script>{{ 'x' }}</script>",
          "1:9: error[E0603]: a value in a script must be JSON; write {{ value | json }}");
    fails("<script>'{{ 'x' | json }}'</script>",
          "1:10: error[E0603]: nothing may be printed inside a string of a script: '| json' brings its quotes");
    renders("<script>if (1 < 2) x('</b>');</script>{{ 1 }}", "<script>if (1 < 2) x('</b>');</script>1");
    renders("{{ {1, 'é'} | json }}", "[1,\"é\"]");
}

TEST(template_branches_end_where_they_began)
{
    fails("{% if true %}<p title=\"{% end %}\">",
          "1:24: error[E0604]: a branch ends in the text between tags, the one before it in the value of an attribute; open and "
          "close each tag and each quote in the same branch");
    fails("{% for x in {} %}<p {% end %}>",
          "1:21: error[E0604]: the loop ends in a tag but starts in the text between tags; open and close each tag and each "
          "quote inside it");
    fails("<p title=\"x", "1:12: error[E0604]: the template ends inside the value of an attribute");
    renders("<a{% if true %} href=\"x\"{% else %} name=\"y\"{% end %}>", "<a href=\"x\">");
}

TEST(template_prints_no_nothing)
{
    fails("a\n<p>{{ page.description }}</p>",
          "2:4: error[E0608]: nothing to print: 'page.description' is nil; write {{ page.description or \"\" }}, "
          "or test it with {% if %}");
    fails("{{ page.updated | date }}",
          "1:1: error[E0608]: nothing to print: 'page.updated | date' is nil; test it with {% if %}, or end with "
          "'| default(\"\")'");
    fails("{{ page.draft }}", "1:1: error[E0609]: 'page.draft' cannot be printed: it is true or false; write {% if "
                              "page.draft %} text {% end %}");
    fails("{{ {} }}", "1:1: error[E0609]: '{}' cannot be printed: it is a table; print one of its fields, or "
                      "'| json'");
    fails("<p title=\"{{ page.content }}\">",
          "1:11: error[E0609]: 'page.content' is HTML, which has no place here; write {{ page.content | strip }} "
          "for its text alone");
    fails("{{ page.description }}{{ page.lang }}",
          "1:1: error[E0608]: nothing to print: 'page.description' is nil; write {{ page.description or \"\" }}, "
          "or test it with {% if %}\n"
          "themes/t/page.html:1:23: error[E0608]: nothing to print: 'page.lang' is nil; write {{ page.lang or "
          "\"\" }}, or test it with {% if %}");
}

TEST(template_names_what_is_unknown)
{
    fails("<p>\n{{ pgae.title }}", "2:4: error[E0611]: unknown name 'pgae'; did you mean 'page'?");
    fails("\n\n  {{ page.titel }}", "3:11: error[E0611]: page has no 'titel'; did you mean 'title'?");
    fails("{{ site.menu }}", "1:9: error[E0611]: site has no 'menu'; did you mean 'menus'?");
    fails("{{ 1 | dat }}", "1:8: error[E0605]: unknown filter 'dat'; did you mean 'date'?");
    fails("{% include \"page.htm\" %}", "1:13: error[E0606]: there is no template 'page.htm'; did you mean 'page.html'?");
    fails("{% fro x in y %}", "1:1: error[E0601]: unknown statement 'fro'; did you mean 'for'?");
    fails("{% if true %}{% endif %}{% end %}",
          "1:14: error[E0601]: unknown statement 'endif'; every statement ends with {% end %}");
    fails("{{ (function() x = 1 end)() or 1 }}",
          "1:16: error[E0611]: 'x' is assigned in an expression; write {% set name = value %}");
}

TEST(template_finds_mistakes_of_grammar)
{
    fails("\n{{ page. }}", "2:4: error[E0602]: this is no expression of Lua: <name> expected near <eof>");
    fails("{{ a, b }}", "1:5: error[E0602]: one value is expected here");
    fails("{{ a -- b\n }}", "1:6: error[E0602]: a comment of Lua in a tag; write comments as {# ... #}");
    fails("{{ }}", "1:1: error[E0602]: an expression is expected here");
    fails("{% if %}{% end %}", "1:6: error[E0602]: an expression is expected here");
    fails("<p>{{ 'a }}</p>", "1:4: error[E0601]: '{{' is not closed; look for a quote or a bracket that is not "
                             "closed, or for a missing '}}'");
    fails("{% if true %}", "1:1: error[E0601]: 'if' is not closed; write {% end %} where it ends");
    fails("{% end %}", "1:1: error[E0601]: 'end' without 'if', 'for' or 'block'");
    fails("{% set end = 1 %}", "1:8: error[E0601]: 'end' cannot be the name of a variable; words of Lua and names "
                               "that start with '_' are taken");
    fails("{{ x | first > 1 }}", "1:14: error[E0605]: the arguments of a filter stand in parentheses; a filter is "
                                 "applied to the whole expression before it: inside an expression, write it as a "
                                 "function, 'length(list) > 0'");
    fails("{{ x | first(1)(2) }}",
          "1:13: error[E0602]: the arguments of the filter are no list of values of Lua");
}

TEST(template_reports_several_mistakes)
{
    fails("{{ a b }}\n{% els %}\n<p {{ 1 }}>",
          "1:4: error[E0602]: this is no expression of Lua: <eof> expected near 'b'\n"
          "themes/t/page.html:2:1: error[E0601]: unknown statement 'els'; did you mean 'else'?\n"
          "themes/t/page.html:3:4: error[E0603]: nothing may be printed inside a tag, but in the quoted value of "
          "an attribute");
}

TEST(template_errors_of_lua_have_the_line)
{
    fails("a\n{# c\n c #}\n{{ page.title\n  .. page.nothing.x }}",
          "5:11: error[E0611]: page has no 'nothing'; known: aliases, authors, breadcrumbs, contacts, content, count, data, date...");
    fails("\n{% set x = nil %}\n{{ 1 }}\n{{ x.y }}",
          "4:4: error[E0401]: attempt to index a nil value (local 'x')");
    fails("\n{{ page.title }}\n{{ page.title:rep(2) | first(2) }}",
          "3:0: error[E0612]: this filter wants a list, this is a text");
}

/* Read by C and, in a table, by Lua: the same. */
static void both_give(const char *expression, const char *text)
{
    renders(str_cstr(test_arena, str_format(test_arena, "{{ %s }} {{ ({%s})[1] }}", expression, expression)),
            str_cstr(test_arena, str_format(test_arena, "%s %s", text, text)));
}

TEST(template_simple_expressions)
{
    both_give("nil or 'a'", "a");
    both_give("page.description or page.lang or \"b\"", "b");
    both_give("page.summary and 1 or 2", "1");
    both_give("page.lang and 1 or 2", "2");
    both_give("false or nil and 1 or 3", "3");
    both_give("not page.lang and not false and 'x' or 'y'", "x");
    both_give("not (page.title == 'x' or page.type == 'page') and 1 or 2", "2");
    both_give("page.type == 'page' and page.kind ~= 'home' and 'or' or 'and'", "or");
    both_give("(page.parent == site.home) and 1 or 2", "1");
    both_give("page.parent ~= page and 1 or 2", "1");
    both_give("page.words == 0 and 1 or 2", "1");
    both_give("page.words == '0' and 1 or 2", "2");
    both_give("page.lang == nil and 1 or 2", "1");
    both_give("1 == 1 == true and 1 or 2", "1");
    both_give("not page.lang == true and 1 or 2", "1");
    both_give("(page.title) == (page.title) and 1 or 2", "1");
    both_give("page.title .. 'x' == 'x' and 1 or 2", "2");
    both_give("page.content == page.content and 1 or 2", "2");
    both_give("page.date == page.date and 1 or 2", "1");
    both_give("page.terms == page and 1 or 2", "2");
    fails("{{ page.lang or page.nothing }}", "1:22: error[E0611]: page has no 'nothing'; known: aliases, authors, breadcrumbs, contacts, content, count, data, date...");
    fails("{{ page.lang.x or 1 }}", "1:9: error[E0401]: attempt to index a nil value (field 'lang')");
    renders("{{ page.title and 'a' or page.nothing }}", "a");
    Buf chain = buf_new(test_arena);
    for (int i = 0; i < 2000; i++)
        buf_literal(&chain, "page.lang or ");
    renders(str_cstr(test_arena, str_format(test_arena, "{{ %.*s 1 }}", STR(buf_str(&chain)))), "1");
}

TEST(template_ends_at_the_limit)
{
    const char *said = "error[E0403]: the script ran for more than 50 million instructions";
    assert_non_null(strstr(render("{% for i in range(1, 9000) %}{% for k in range(1, 9000) %}{% end %}{% end %}"), said));
    assert_non_null(strstr(render("{% for x in tostring %}{% end %}"), said));
    assert_non_null(strstr(render("\n{{ (function() while true do end end)() or 1 }}"), said));
    start();
    add("page.html", "{% include \"page.html\" %}{% include \"page.html\" %}");
    assert_non_null(strstr(rendered(), "error[E0615]"));
    start();
    add("page.html", "{% include \"x.html\" with { n = 30 } %}");
    add("x.html", "{% if n > 0 %}\n{% include \"x.html\" with { n = n - 1 } %}{% include \"x.html\" with { n = n - 1 } %}{% end %}");
    assert_string_equal(rendered(), "themes/t/x.html:2:0: error[E0403]: the script ran for more than 50 million instructions; is "
                                    "there a loop that never ends? the limit is lua_instructions, in [security] of site.toml\n");
}

TEST(template_variables_hold_what_lua_changes)
{
    renders("{% set a = page.params %}{% set b = a %}{% set b.x = 1 %}{{ a.x }}", "1");
    renders("{% set l = {} %}{% for i in range(1, 3) %}{% set l[i] = i * i %}{% end %}{{ l | join(' ') }}", "1 4 9");
    renders("{% set p = page %}{% set q = p.parent %}{{ q.title }} {{ q == site.home and 'same' }}", "Accueil same");
    renders("{% for i, x in {'a'} %}{% for i, x in {'b'} %}{{ i }}{{ x }}{% end %}{{ x }}{% end %}", "1ba");
    renders("{% set x = 'a' %}{% set y = x .. 'b' %}{% set x = nil %}{{ y }}{{ x or '-' }}", "ab-");
}

TEST(template_extends_and_blocks)
{
    start();
    add("base.html", "<title>{% block title %}{{ site.title }}{% end %}</title>{% block body %}B{% end %}!");
    add("page.html", "{# c #}\n{% extends \"base.html\" %}\n{% set x = 'X' %}\n"
                     "{% block body %}[{{ x }}{% block inner %}in{% end %}]{% end %}\n");
    assert_string_equal(rendered(), "<title>Observatoire</title>[Xin]!");
    start();
    page.origin->type = S("etude");
    add("base.html", "<b>{% block body %}B{% end %}</b>");
    add("page.html", "{% extends \"base.html\" %}{% block body %}[{% block inner %}in{% end %}]{% end %}");
    add("types/etude.html", "{% extends \"page.html\" %}{% block inner %}{{ page.type }}{% end %}");
    assert_string_equal(rendered(), "<b>[etude]</b>");
}

TEST(template_extends_the_file_it_hides)
{
    start();
    template_add(&site, S("page.html"), S("templates/page.html"),
                 S("{% extends \"page.html\" %}{% block a %}site{% end %}"));
    add("page.html", "({% block a %}theme{% end %})");
    assert_string_equal(rendered(), "(site)");
}

TEST(template_extends_has_rules)
{
    start();
    add("base.html", "{% block body %}{% end %}");
    add("page.html", "{% extends \"base.html\" %}\n lost {{ 1 }}\n{% block boby %}{% end %}");
    assert_string_equal(rendered(),
        "themes/t/page.html:2:2: error[E0607]: text outside the blocks of a template that extends another; it "
        "would never be shown: put it in a block\n"
        "themes/t/page.html:2:7: error[E0607]: a value outside the blocks of a template that extends another; it "
        "would never be shown: put it in a block\n"
        "themes/t/page.html:3:1: error[E0607]: no template above has the block 'boby'; did you mean 'body'?\n");
    start();
    add("page.html", "{% extends \"b.html\" %}");
    add("b.html", "{% extends \"page.html\" %}");
    assert_non_null(strstr(rendered(), "extends itself, by way of others"));
    fails("x{% extends \"page.html\" %}", "1:2: error[E0607]: 'extends' must be the first thing of a template");
}

TEST(template_includes_with_arguments)
{
    start();
    add("page.html", "{% for i, x in {'a', 'b'} %}{% include \"parts/x.html\" with { label = x | upper_first, none = page.lang } %}{% end %}");
    add("parts/x.html", "<i>{{ label }}{{ none or '-' }}{{ page.type }}</i>");
    assert_string_equal(rendered(), "<i>A-page</i><i>B-page</i>");
    start();
    add("page.html", "{% set lenth = 1 %}{% include \"x.html\" %}");
    add("x.html", "\n{{ lenth }}");
    assert_string_equal(rendered(), "themes/t/x.html:2:4: error[E0611]: unknown name 'lenth'; did you mean 'length'?\n");
    start();
    add("page.html", "{% include \"x.html\" with { n = 3 } %}");
    add("x.html", "{{ n }}{% if n > 1 %}{% include \"x.html\" with { n = n - 1 } %}{% end %}");
    assert_string_equal(rendered(), "321");
    start();
    add("page.html", "{% include \"page.html\" %}");
    assert_non_null(strstr(rendered(), "error[E0615]: 'page.html' is included more than 32 levels deep"));
}

TEST(template_hash_covers_what_it_uses)
{
    start();
    add("page.html", "{% include \"x.html\" %}");
    add("x.html", "1");
    rendered();
    Hash first = template_hash(&site, S("page.html"));
    assert_int_equal(site_hash(&site, DEP_LIST, S("nothing"), test_arena), 0);
    start();
    add("page.html", "{% include \"x.html\" %}");
    add("x.html", "2");
    rendered();
    assert_true(template_hash(&site, S("page.html")) != first);
    assert_int_equal(template_hash(&site, S("none.html")), 0);
    int recorded = 0;
    for (int i = 0; i < job.deps.list.count; i++)
        recorded += job.deps.list.at[i].kind == DEP_TEMPLATE;
    assert_int_equal(recorded, 2);      // types/page.html, which does not exist, and page.html
}

TEST(template_of_a_page)
{
    start();
    add("page.html", "p");
    add("types/etude.html", "e");
    assert_str(template_of_page(&site, &page, test_arena), "page.html");
    page.origin->type = S("etude");
    assert_str(template_of_page(&site, &page, test_arena), "types/etude.html");
    page_add_listing(&home, test_arena)->page_template = S("page.html");
    assert_str(template_of_page(&site, &page, test_arena), "page.html");
    page.origin->template = S("nothing.html");
    assert_str(template_of_page(&site, &page, test_arena), "");
    assert_non_null(strstr(rendered(), "error[E0606]: there is no template 'nothing.html'"));
}
