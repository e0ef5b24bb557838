/* compute/view.h - what templates see of the site: lazy views that record each read.
 *
 * A view is a userdata that holds a pointer; a field is made when it is asked for. An unknown field
 * is an error with the nearest name; a known field without a value is nil. An empty list is nil too:
 * {% if page.related %} is true when there are some, a loop over nothing does nothing, and
 * length(page.related) is 0. Two views of one page are equal.
 *
 * page     title short_title description summary url permalink(absolute) path type type_title kind("home"
 *          "section" "page" "taxonomy" "term" "404") lang draft noindex weight term
 *          date updated publish_date expiry_date first_commit last_commit (dates) last_commit_id
 *          content(HTML) toc(list) words reading_minutes paginator         of the page itself only
 *          parent section(the same) previous next(pages) breadcrumbs(pages from home to its parent)
 *          pages sections related(lists of pages) count(of its pages)
 *          terms.NAME(list of the term pages of a taxonomy) taxonomy(name) taxonomy_title
 *          taxonomy_title_singular term_count(pages of a term)
 *          authors contacts sources keywords territories aliases(lists as written)
 *          params(table) data(row or table given by Lua) figures(list, for `| figure`)
 *          source edit_url twin_url feed_url
 *          and the fields of every declared type by their names
 * toc item level id title(text) html(HTML) children(list)
 * paginator  pages(list) number total count first_url last_url previous_url next_url urls(list)
 * site     title description base_url base_path language licence licence_url author edit_url version
 *          theme params.KEY publisher.KEY menus.NAME(list) home(page) pages(all single pages, newest
 *          first) publications(those with a date) taxonomies(list of pages) tables(published)
 *          indicators figures(lists) search(bool)
 *          site.page("path") site.section("path")      a page, or nil
 *          site.list("type:etude")                     "all" "type:T" "section:PATH" "sections:PATH"
 *                                                      "term:PATH" "related:PATH"
 *          site.table("name") site.indicator("id") site.figure("id")       an error when there is none
 *          site.figure_row(indicator or id, key)       a row, or nil
 *          site.asset("observatoire.css")              URL of a file of the theme, with its hash
 * menu item  name url current(bool: the page or one below it) page(nil when it is no page)
 * indicator  id title short_title definition unit decimals numerator denominator field formula note
 *          precautions theme direction("up" "down") table params  key_column value_column
 *          indicator:row(key)  indicator:value(key)  indicator:vintage(key)  indicator:source_url(key)
 *          indicator:source_name(key)                  nil when there is no figure
 * figure   id title kind spec(table)
 *
 * What is recorded: the page itself, its metadata, once. Of another page, its card when a field of the
 * card is read (title short_title description summary url path type date weight terms), unless it came
 * from a list, a neighbour or the way up, whose hash covers the cards; its metadata for any other
 * field. Lists, places, settings, tables, indicators, files by their accessors in model/site.h.
 */
#pragma once
#include "model/job.h"

struct lua_State;

/* Need a job (lua_state_begin). */
void push_page_view(struct lua_State *lua, const Page *page);
void push_site_view(struct lua_State *lua);

/* HTML that is printed as it is; its bytes must live in the job's arena or in keep. */
void       push_html(struct lua_State *lua, Str html);
const Str *to_html(struct lua_State *lua, int index);           /* NULL                           */

/* NULL when the value at `index` is no such view. */
const Indicator *to_indicator_view(struct lua_State *lua, int index);
const Figure    *to_figure_view(struct lua_State *lua, int index);

/* A list of a view: indexed from 1, with a length. */
bool is_list_view(struct lua_State *lua, int index);
