/* render/template.h - HTML templates, compiled to Lua functions that write into a buffer.
 *
 *   {{ expression }}  {{ expression | filter | filter(arguments) }}   printed, escaped for its place
 *   {% if e %} {% elseif e %} {% else %} {% end %}
 *   {% for x in list %} {% end %}   {% for i, x in list %}   loop over a list; i counts from 1
 *   {% set name = e %}   {% include "parts/x.html" %}   {% include "parts/x.html" with { page = p } %}
 *   {% extends "base.html" %}   {% block name %} {% end %}   {# comment #}   {%- -%} {{- -}} trim
 *
 * Expressions are Lua. A value is escaped for the place where it stands, told when the template is
 * compiled: text, quoted attribute, URL attribute (the scheme is checked); inside <script> and <style>
 * only `| json` is allowed. Printing nil is an error. page.content and figure blocks are HTML already.
 * Lookup: the site's templates/x, then themes/NAME/x, then the theme it extends; first found wins.
 * Mistakes have the place in the template's own lines. */
#pragma once
#include "model/job.h"
#include "read/source.h"

/* Reads every template of the site and its themes into site->templates, with the hash of each and of
 * what it includes or extends. False after a problem. */
bool templates_read(Site *site, const Source *source, Problems *problems);

/* The hash of a template with all it includes; 0 when there is none. */
Hash template_hash(const Site *site, Str name);

/* The template of a page: its own `template`, else by kind and type:
 * home.html; section: types/TYPE-section.html, section.html; taxonomy.html; term.html; 404.html;
 * single: types/TYPE.html, page.html. NULL when the theme lacks it. */
const char *template_of_page(const Site *site, const Page *page);

/* Renders the page of the job with its template into `out`; records the template. */
bool render_template(Job *job, Buf *out);
