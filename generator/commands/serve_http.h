/* commands/serve_http.h - the preview's server: one thread that answers browsers of this machine.
 *
 * HTTP/1.1 by libmicrohttpd, GET and HEAD. No client holds up another: sockets never block, a request that
 * is not whole after five seconds is cut, and connections and their memory are limited. Besides the site's
 * own files, below its base path:
 *
 *     /.essor/preview.js      the script that pages get when they are served (commands/serve.js)
 *     /.essor/events?page=PATH&made=HASHES    server-sent events: reload, styles, problems
 *     /.essor/settled         answers once all that was saved before is shown (204), or told as mistakes (409)
 *
 * The browser keeps nothing: pages are sent with no-store, files are asked for again each time.
 */
#pragma once
#include "commands/serve_preview.h"

typedef struct Http Http;

/* The version of libmicrohttpd: "0.9.75". */
const char *http_library(void);

/* Stops and wakes a connection: for preview_new(). */
void http_suspend(void *connection);
void http_resume(void *connection);

/* Listens on an address of request_address(): on `port`, else on the first free one of the hundred that
 * follow. Gives that port. NULL after a problem (E0915). */
Http *http_listen(Arena *keep, Str bind, int port, int *listening, Problems *problems);

/* Answers from now on, in a thread of its own. */
bool http_start(Http *http, Preview *preview, Language language, Problems *problems);

/* Cuts requests that take too long to come. Every second or so. */
void http_sweep(Http *http);

/* Ends all connections. preview_leave() comes before. */
void http_stop(Http *http);
