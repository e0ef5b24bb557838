/* render/template.h - HTML templates, compiled to nodes whose expressions are Lua.
 *
 * The language
 *
 *   {{ expression }}                       prints a value, escaped for the place where it stands
 *   {{ value | filter | filter(1, "x") }}  filters: render/template_filter.h; a filter takes all that
 *                                          stands before it, and is a function too: length(list) > 0
 *   {% if e %} {% elseif e %} {% else %} {% end %}
 *   {% for x in list %} {% end %}          {% for i, x in list %}: i counts from 1
 *   {% for key, value in pairs(map) %}     nothing (nil) gives no turn
 *   {% set name = e %}   {% set name.key = e %}                     in an inner branch, assigns the name that is known there
 *   {% include "parts/x.html" %}           sees page and site
 *   {% include "parts/x.html" with { p = page.parent } %}                  and its arguments
 *   {% extends "base.html" %}              first thing of the file; then only blocks, set, comments
 *   {% block name %} {% end %}             its content, or that of the template which extends this one
 *   {# comment #}                          {%- -%} {{- -}} {#- -#} take the spaces around them
 *
 * Expressions are Lua, with `page`, `site` (compute/view.h), the filters, range(a, b), essor, pairs,
 * ipairs, string, table, math, tostring, tonumber, type, select. A name that nothing gives is an error
 * with the nearest one. A line that holds one statement or comment and nothing else leaves nothing.
 * An expression has 32 kB at most, and a statement stands inside 100 others at most.
 *
 * Values. Text and whole numbers are printed as they are, other numbers in French ("10,7"; with a
 * point in URLs), dates in ISO 8601, marks by their sign. nil, true, false, tables and functions are
 * errors: {{ x or "" }}, {% if x %}. HTML (page.content, figures, cells) is printed raw in text, and is
 * an error in attributes: `| strip`.
 *
 * Places, told when the template is compiled from the text around (render/template_context.h):
 *   text, <title>, <textarea>   & < > escaped
 *   quoted attribute            quotes too; without quotes an error
 *   href src action formaction poster cite data...       as a URL: encoded, its scheme checked
 *   <script>                    only `| json`, outside strings, in which </script> and <!-- cannot appear
 *   comments, <style>, names of tags and attributes, style= on...= srcset= srcdoc=      an error
 * The branches of an `if`, a loop and a block must end in the place where they began.
 *
 * Lookup: the site's templates/x, then themes/NAME/x, then the theme it extends; first found wins. A
 * template that extends or includes its own name means the file that it hides, so that a site can
 * change one block of its theme. All files are checked, used or not. Codes:
 *   E0601 statement    E0602 expression      E0603 place of a value    E0604 branches, unclosed tag
 *   E0605 filter       E0606 template        E0607 extends, blocks     E0608 nothing to print
 *   E0609 not printable E0610 unsafe URL     E0611 unknown name or field
 *   E0612 argument of a filter or loop       E0613 nothing of that name in the site
 *   E0615 includes without end
 */
#pragma once
#include "model/job.h"
#include "read/source.h"

/* Reads every template of the site and its themes into site->templates, with the hash of each and of
 * what it includes or extends. False after a problem. */
bool templates_read(Site *site, Source *source, Problems *problems);

/* Its two steps: adds a template below those of the same name, all in site->keep; compiles and checks
 * them all. */
void template_add(Site *site, Str name, Str file, Str text);
bool templates_check(Site *site, Problems *problems);

/* The hash of a template with all it includes; 0 when there is none. */
Hash template_hash(const Site *site, Str name);

/* Adds to `files` the files of a template and of all that it includes and extends. */
typedef List(Str) TemplateFiles;
void template_files(const Site *site, Str name, Arena *arena, TemplateFiles *files);

/* The name of the template of a page: its own `template`; for single pages the `page_template` of a
 * section above, or the template of the type; else by kind and type: home.html; section:
 * types/TYPE-section.html, section.html; taxonomy.html; term.html; 404.html; single: types/TYPE.html,
 * page.html. "" when there is none. */
Str template_of_page(const Site *site, const Page *page, Arena *arena);

/* Renders the page of the job with its template into `out`; records the names that were looked up. */
bool render_template(Job *job, Buf *out);
