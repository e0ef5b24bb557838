/* tests/unit/directive.c - directives: where they open and close, their attributes, their HTML. */
#include "unit.h"

#include "read/markdown.h"
#include "render/markdown.h"

static Config config;
static Site site;
static Job job;
static Buf html;

static bool render(const char *text)
{
    markdown_start();
    config = (Config){ .markdown_typography = true };
    site = (Site){ .keep = test_arena, .config = &config };
    SourceFile *photo = arena_new(test_arena, SourceFile);
    *photo = (SourceFile){ .path = S("content/p.jpg"), .output = S("p.jpg"), .hash = 1, .width = 300, .height = 200 };
    map_set(&site.file_by_path, test_arena, photo->path, photo);
    Figure *figure = arena_new(test_arena, Figure);
    figure->id = S("regions-carte");
    list_add(&site.figures, test_arena, figure);
    map_set(&site.figure_by_id, test_arena, figure->id, figure);
    job = (Job){ .site = &site, .arena = test_arena };
    job.problems = problems_new(test_arena, ENGLISH);
    job.deps = deps_new(test_arena);
    html = buf_new(test_arena);
    bool ok = read_markdown(&job, S("content/a.md"), 1, str_from(text));
    return render_markdown(&job, &html) && ok;
}

static void check(const char *text, const char *expected)
{
    bool ok = render(text);
    assert_no_problems(&job.problems);
    assert_true(ok);
    assert_str(buf_str(&html), expected);
}

static void check_problems(const char *text, const char *expected)
{
    assert_false(render(text));
    problems_sort(&job.problems);
    assert_string_equal(problems_text(&job.problems), expected);
}

#define BOX(title, text)                                                                           \
    "<div class=\"encadre\">\n<p class=\"titre\">" title "</p>\n" text "</div>\n"

TEST(directive_encloses_markdown)
{
    check(":::encadre[Un *titre*]\nTexte.\n\n- a\n- b\n:::\nFin.\n",
          BOX("Un <em>titre</em>",
              "<p>Texte.</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n") "<p>Fin.</p>\n");
    check("Avant\n:::encadre{.attention #ici}\nTexte\n:::\n",
          "<p>Avant</p>\n<div class=\"encadre attention\" id=\"ici\">\n<p>Texte</p>\n</div>\n");
    check(":::encadre[Un [lien][l]]\n:::\n\n[l]: https://x.fr\n",
          BOX("Un <a href=\"https://x.fr\" rel=\"external\">lien</a>", ""));
    check("- a\n\n  :::encadre\n  b\n  :::\n- c\n",
          "<ul>\n<li>\n<p>a</p>\n<div "
          "class=\"encadre\">\n<p>b</p>\n</div>\n</li>\n<li>\n<p>c</p>\n</li>\n</ul>\n");
}

TEST(directive_nests)
{
    check("::::encadre[A]\n:::encadre[B]\nb\n:::\na\n::::\n",
          BOX("A", BOX("B", "<p>b</p>\n") "<p>a</p>\n"));
    check(":::encadre[A]\n:::encadre[B]\nb\n:::\na\n:::\n",
          BOX("A", BOX("B", "<p>b</p>\n") "<p>a</p>\n"));
    check(":::encadre[A]\na\n:::::\n", BOX("A", "<p>a</p>\n"));
    check("> :::encadre[A]\n> a\n> :::\n",
          "<blockquote>\n" BOX("A", "<p>a</p>\n") "</blockquote>\n");
    check_problems(":::::encadre[A]\n:::encadre[B]\nb\n:::::\n",
                   "content/a.md:2:1: error[E0538]: 'encadre' is never closed; write a line of 3 "
                   "colons after its text\n");
}

TEST(directive_never_fires_in_code)
{
    check("```\n:::encadre\n:valeur[x]{}\n```\n",
          "<pre><code>:::encadre\n:valeur[x]{}\n</code></pre>\n");
    check("    :::encadre\n", "<pre><code>:::encadre\n</code></pre>\n");
    check("a `:valeur[x]` b\n", "<p>a <code>:valeur[x]</code> b</p>\n");
    check(":::encadre[A]\n```\n:::\n```\n:::\n", BOX("A", "<pre><code>:::\n</code></pre>\n"));
    check(":::encadre[A]\n- ```\n  :::\n  ```\n:::\n",
          BOX("A", "<ul>\n<li>\n<pre><code>:::\n</code></pre>\n</li>\n</ul>\n"));
    check(":::encadre[A]\n> ```\n:::\n",
          BOX("A", "<blockquote>\n<pre><code></code></pre>\n</blockquote>\n"));
    check("a \\:valeur[x]{y} b\n", "<p>a :valeur[x]{y} b</p>\n");
    check("`\\:valeur[x]`\n", "<p><code>\\:valeur[x]</code></p>\n");
    check("::1 et ::ffff:1.2.3.4, a::b, 10:41, note :smile: ratio 1:x[2]\n",
          "<p>::1 et ::ffff:1.2.3.4, a::b, 10:41, note :smile: ratio 1:x[2]</p>\n");
}

TEST(directive_renders_quotation_and_contact)
{
    check(":::citation{qui=\"A. B.\" role='chargée de l\"ESS'}\nTexte.\n:::\n",
          "<blockquote class=\"exergue\">\n<p>Texte.</p>\n<footer>A. B., chargée de "
          "l\"ESS</footer>\n</blockquote>\n");
    check(
        ":::contact{organisation=\"Cress\" site=https://x.fr/ telephone=\"02 35\"}\nTexte.\n:::\n",
        "<div class=\"contact\">\n<dl class=\"reperes\">\n<dt>Organisation</dt><dd>Cress</dd>\n"
        "<dt>Site</dt><dd><a href=\"https://x.fr/\" rel=\"external\">x.fr</a></dd>\n"
        "<dt>Téléphone</dt><dd>02 35</dd>\n</dl>\n<p>Texte.</p>\n</div>\n");
}

TEST(directive_renders_key_figures_as_one_list)
{
    check(":::chiffre-cle{valeur=\"6,9\" unite=% source=\"Cress, 2021\"}\nde l'emploi\n\nFrance : "
          "10 %\n:::\n"
          ":::chiffre-cle[postes]{valeur=\"112 172\" source=Insee}\nmoins\n:::\n",
          "<div class=\"cles-boite large\"><ul class=\"cles\">\n"
          "<li><p class=\"val\"><data value=\"6.9\">6,9\u00A0%</data></p>\n<p class=\"quoi\">de "
          "l’emploi</p>\n"
          "<p class=\"ecart\">France\u00A0: 10\u00A0%</p>\n<span class=\"src\">Cress, "
          "2021</span></li>\n"
          "<li><p class=\"val\"><data value=\"112172\">112\u202F172</data></p>\n<p "
          "class=\"quoi\">postes</p>\n"
          "<p class=\"ecart\">moins</p>\n<span class=\"src\">Insee</span></li>\n</ul></div>\n");
    check_problems(":::chiffre-cle{valeur=6}\nx\n:::\n",
                   "content/a.md:1:1: error[E0561]: a typed figure without a source; add "
                   "source=\"who, when\", or use "
                   "{indicateur=id territoire=code}\n");
    check_problems(
        ":::chiffre-cle{valeur=6 indicateur=x source=y}\nx\n:::\n",
        "content/a.md:1:1: error[E0560]: 'chiffre-cle' needs either a figure that is typed or an "
        "indicator; write "
        "{valeur=\"6,9\" unite=\"%\" source=\"...\"} or {indicateur=id territoire=code}\n");
}

TEST(directive_renders_images)
{
    check("::figure{src=p.jpg alt=\"Un atelier\" legende=\"L'atelier.\" credit=Moi}\n",
          "<figure class=\"image\" role=\"figure\" aria-label=\"L’atelier. Crédit\u00A0: Moi\">"
          "<img src=\"/p.jpg\" alt=\"Un atelier\" width=\"300\" height=\"200\" loading=\"lazy\">\n"
          "<figcaption>L’atelier. <span class=\"credit\">Crédit\u00A0: "
          "Moi</span></figcaption></figure>\n");
    check("::figure{src=p.jpg decoratif}\n",
          "<figure class=\"image\"><img src=\"/p.jpg\" alt=\"\" width=\"300\" height=\"200\" "
          "loading=\"lazy\"></figure>\n");
    check_problems(
        "::figure{src=p.jpg}\n",
        "content/a.md:1:1: error[E0554]: an image without a description; add alt=\"what it "
        "shows\", or the word decoratif\n");
}

TEST(directive_reports_mistakes)
{
    check_problems(
        "a\n\n:::encadr[x]\n:::\n",
        "content/a.md:3:1: error[E0531]: unknown directive 'encadr'; did you mean 'encadre'?\n");
    check_problems(":::encadre\na\n", "content/a.md:1:1: error[E0538]: 'encadre' is never closed; "
                                      "write a line of 3 colons after its text\n");
    check_problems("a\n\n:::\n", "content/a.md:3:1: error[E0536]: a closing fence of 3 colons, but "
                                 "nothing is open with as many or "
                                 "fewer; remove it, or open a block above: ':::encadre[title]'\n");
    check_problems(
        ":::citation{role=x qi=y}\n:::\n",
        "content/a.md:1:1: error[E0533]: 'citation' lacks its attribute 'qui'; write "
        ":::citation{qui=\"...\"}\n"
        "content/a.md:1:20: error[E0532]: 'citation' has no attribute 'qi'; did you mean 'qui'?\n");
    check_problems("::graphique{id=region-carte}\n",
                   "content/a.md:1:13: error[E0562]: no figure 'region-carte' is declared; did you "
                   "mean 'regions-carte'?\n");
    check_problems(
        ":::figure{src=p.jpg alt=x}\n",
        "content/a.md:1:1: error[E0534]: 'figure' is written with '::'; write ::figure{...}\n");
    check_problems("::signes[x]\n", "content/a.md:1:1: error[E0535]: 'signes' takes no [label]\n");
    check_problems("::: encadre\n:::\n",
                   "content/a.md:1:1: error[E0530]: a space stands before the name of a directive; "
                   "write the name right after the "
                   "colons: ':::encadre'\n"
                   "content/a.md:2:1: error[E0536]: a closing fence of 3 colons, but nothing is "
                   "open with as many or fewer; remove "
                   "it, or open a block above: ':::encadre[title]'\n");
}

TEST(directive_reports_bad_attributes)
{
    check_problems(
        ":::citation{qui=“A”}\n:::\n",
        "content/a.md:1:17: error[E0530]: a curly quote starts the value of an attribute; "
        "write straight quotes: \"...\" or '...'\n");
    check_problems(
        ":::citation{qui=\"A}\n:::\n",
        "content/a.md:1:17: error[E0530]: the value of an attribute has no closing quote; "
        "close it on the same line, with the quote that opens it\n");
    check_problems(
        ":::citation{qui=A\n:::\n",
        "content/a.md:1:12: error[E0530]: '{' without '}' in a directive; close the attributes "
        "with '}' on the same line\n");
    check_problems(":::citation{qui=A qui=B}\n:::\n",
                   "content/a.md:1:19: error[E0530]: the attribute 'qui' is said twice\n");
    check_problems(":::citation{qui=A} b\n:::\n",
                   "content/a.md:1:20: error[E0530]: unexpected text after a directive; write "
                   ":::name[label]{name=value} alone on its line\n");
    check_problems(
        "Un :valuer[part_ess]{territoire=28}.\n",
        "content/a.md:1:4: error[E0531]: unknown directive 'valuer'; did you mean 'valeur'?\n");
    check_problems("a\nb :valeur[]{}\n",
                   "content/a.md:2:3: error[E0535]: 'valeur' lacks its [label]; write "
                   ":valeur[indicator]{territoire=code}\n");
}

TEST(directive_limits_nesting)
{
    Buf text = buf_new(test_arena);
    for (int i = 0; i < 9; i++)
        buf_literal(&text, ":::encadre[Titre]\n");
    for (int i = 0; i < 9; i++)
        buf_literal(&text, ":::\n");
    check_problems(str_cstr(test_arena, buf_str(&text)),
                   "content/a.md:9:1: error[E0537]: directives nested more than 8 times; is one of those above not "
                   "closed? write a line of colons after its text\n");
}

TEST(directive_too_deep_opens_nothing)
{
    Buf text = buf_new(test_arena);
    for (int i = 0; i < 8; i++)
        buf_literal(&text, "::::encadre\n");
    buf_literal(&text, "::signes\n:::encadre\na\n:::\n");
    for (int i = 0; i < 7; i++)
        buf_literal(&text, "::::\n");
    check_problems(str_cstr(test_arena, buf_str(&text)),
                   "content/a.md:1:1: error[E0538]: 'encadre' is never closed; write a line of 4 colons after its text\n"
                   "content/a.md:9:1: error[E0537]: directives nested more than 8 times; is one of those above not "
                   "closed? write a line of colons after its text\n"
                   "content/a.md:10:1: error[E0537]: directives nested more than 8 times; is one of those above not "
                   "closed? write a line of colons after its text\n");
}
