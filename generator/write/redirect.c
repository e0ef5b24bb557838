/* write/redirect.c - pages and tables for former addresses. Called by write/output.c.
 *
 * A page that refreshes at once is accepted by WCAG (technique H76) and works on any server; a server
 * that reads one of the tables answers 301 instead.
 */
#include "write/redirect.h"

#include "base/path.h"
#include "render/html.h"

/* "/base/ancien/" of an output path "ancien/index.html"; "/base/x.html" of "x.html". */
static Str url_of(const Site *site, Arena *arena, Str output)
{
    Str path = output;
    if (str_equal(path_name(path), S("index.html")))
        path = path_folder(path);
    const char *end = !path.length || path_extension(path_name(path)).length ? "" : "/";
    return str_format(arena, "%.*s/%.*s%s", STR(site->config->base_path), STR(path), end);
}

static Str absolute(const Site *site, Arena *arena, Str url)
{
    Str base_path = site->config->base_path;
    if (!str_starts(url, S("/")))
        return url;
    if (str_starts(url, base_path))
        url = str_slice(url, base_path.length, url.length);
    return str_format(arena, "%.*s%.*s", STR(site->config->base_url), STR(url));
}

void write_redirect(const Site *site, const Redirect *redirect, Buf *out)
{
    Buf escaped = buf_new(out->arena), canonical = buf_new(out->arena);
    buf_html_url(&escaped, redirect->to);
    buf_html_url(&canonical, absolute(site, out->arena, redirect->to));
    buf_literal(out, "<!DOCTYPE html>\n<html lang=\"");
    buf_html_attribute(out, site->config->language);
    bool french = str_starts(site->config->language, S("fr"));
    buf_literal(out, "\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    buf_add(out, french ? S("Page déplacée") : S("Page moved"));
    buf_format(out, "</title>\n<meta name=\"robots\" content=\"noindex\">\n"
                    "<meta http-equiv=\"refresh\" content=\"0; url=%.*s\">\n"
                    "<link rel=\"canonical\" href=\"%.*s\">\n</head>\n<body>\n"
                    "<h1>%s</h1>\n<p>%s <a href=\"%.*s\">%.*s</a></p>\n</body>\n</html>\n",
               STR(buf_str(&escaped)), STR(buf_str(&canonical)),
               french ? "Page déplacée" : "Page moved",
               french ? "Elle est maintenant à cette adresse\u00A0:" : "It is now at this address:",
               STR(buf_str(&escaped)), STR(buf_str(&escaped)));
}

/* Neither table has a way to quote a space. */
static void add_encoded(Buf *out, Str url)
{
    for (size_t i = 0; i < url.length; i++) {
        unsigned char c = (unsigned char)url.data[i];
        if (c <= ' ' || c == 127 || c == '"' || c == '\\' || c == ';' || c == '{' || c == '}' || c == '$')
            buf_format(out, "%%%02X", c);
        else
            buf_char(out, (char)c);
    }
}

void write_redirect_list(const Site *site, Buf *out)
{
    for (int i = 0; i < site->redirects.count; i++) {
        const Redirect *redirect = &site->redirects.at[i];
        add_encoded(out, url_of(site, out->arena, redirect->from));
        buf_char(out, ' ');
        add_encoded(out, redirect->to);
        buf_literal(out, " 301\n");
    }
}

static void add_quoted(Buf *out, Str text)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\')
            buf_char(out, '\\');
        buf_char(out, text.data[i]);
    }
    buf_char(out, '"');
}

/* nginx compares $uri after decoding, with or without the slash that its own redirect would add. */
void write_redirect_map(const Site *site, Buf *out)
{
    for (int i = 0; i < site->redirects.count; i++) {
        const Redirect *redirect = &site->redirects.at[i];
        Str from = url_of(site, out->arena, redirect->from);
        for (bool slash = true;; slash = false) {
            add_quoted(out, from);
            buf_literal(out, " \"");
            add_encoded(out, redirect->to);
            buf_literal(out, "\";\n");
            if (!slash || !str_ends(from, S("/")) || from.length < 2)
                break;
            from = str_slice(from, 0, from.length - 1);
        }
    }
}
