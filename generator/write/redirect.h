/* write/redirect.h - former addresses: a page for each, and one table for servers that read one. */
#pragma once
#include "model/site.h"

/* The HTML page that stands at a former address and leads to the new one. */
void write_redirect(const Site *site, const Redirect *redirect, Buf *out);

/* "_redirects": "/old/ /new/ 301" a line, for Netlify, GitLab Pages, Cloudflare Pages. */
void write_redirect_list(const Site *site, Buf *out);

/* "redirects-nginx.map": lines of a `map $uri $moved { include redirects-nginx.map; }`. */
void write_redirect_map(const Site *site, Buf *out);
