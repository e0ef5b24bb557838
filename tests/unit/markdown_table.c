/* tests/unit/markdown_table.c - our tables are those of cmark-gfm, places included. */
#include "unit.h"

#include "base/str.h"
#include "read/markdown_table.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm/syntax_extension.h>
#include <cmark-gfm/parser.h>
#include <stdlib.h>

/* The tree of a text, as XML with places. Owner: test_arena. */
static const char *tree_of(cmark_syntax_extension *table, Str text)
{
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_FOOTNOTES);
    cmark_parser_attach_syntax_extension(parser, table);
    cmark_parser_feed(parser, text.data, text.length);
    cmark_node *root = cmark_parser_finish(parser);
    char *xml = cmark_render_xml(root, CMARK_OPT_SOURCEPOS);
    const char *copy = str_cstr(test_arena, str_from(xml));
    free(xml);
    cmark_node_free(root);
    cmark_parser_free(parser);
    return copy;
}

TEST(tables_are_those_of_cmark)
{
    static const char *const PIECES[] = {
        "|", "|", "|", " | ", "a", "un mot", "é", "-", "--", ":-:", "|-|-|\n", "\n|---|:-:|\n", "\n- | -\n", "\n", "\n",
        "\n\n", " ", "  ", "\t", "\\", "\\|", "\\\\|", "\\\\", "*", "**", "_", "`", "`|`", "[", "](b)", "![", "&", "&amp;",
        "<", "<b>", "> ", "- ", "1. ", "    ", "#", "\r\n", "\v", "\f", "[^1]", "[^1]: x", "||", "| |", "0", "…", "\u00A0",
    };
    static const char *const STARTS[] = {
        "a|b|c\n-|-|-\n", "> a|b\n> -|-\n> ", "- a|b\n  -|-\n  ", "|a|\n|-|\n", "",
    };
    enum { TEXTS = 4000 };
    cmark_gfm_core_extensions_ensure_registered();
    markdown_table_start();
    uint64_t seed = 1;
    for (int i = 0; i < TEXTS; i++) {
        Buf text = buf_new(test_arena);
        buf_add(&text, str_from(STARTS[i % (sizeof STARTS / sizeof *STARTS)]));
        for (int count = 1 + i % 40; count > 0; count--) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            buf_add(&text, str_from(PIECES[(seed >> 33) % (sizeof PIECES / sizeof *PIECES)]));
        }
        const char *expected = tree_of(cmark_find_syntax_extension("table"), buf_str(&text));
        assert_string_equal(tree_of(markdown_table_extension(), buf_str(&text)), expected);
    }
}
