/* commands/serve_request.h - what a request to the preview server may ask, and how it is answered.
 *
 * No network here: texts in, texts out. The server is for the person at this machine alone: a page of
 * another site that is open in the same browser must not read drafts through it. A name that another
 * site's owner makes lead to 127.0.0.1 (DNS rebinding) is told by the Host header, a stream that another
 * page opens by Origin and Sec-Fetch-Site.
 * Source: RFC 9110 sections 7.2 (Host), 14 (Range); Fetch Metadata Request Headers.
 */
#pragma once
#include "base/hash.h"

/* Gives an IPv4 or IPv6 address as the system writes it, which browsers do too: "0:0::1" gives "::1".
 * False for any other text: a host name may lead elsewhere tomorrow. */
bool request_address(Arena *arena, Str text, Str *address);

/* Is it an address of this machine that no other machine reaches? It is one that request_address() gave. */
bool request_address_is_local(Str address);

/* Is the Host header one of this server? The address `bind` that it listens on, with any port; localhost,
 * 127.0.0.1 and [::1] when others do not reach it; when it listens on all addresses (0.0.0.0, ::), these and
 * any address in digits: it may be that of a router or of a container's host, and no name leads astray. */
bool request_host_is_ours(Str host, Str bind);

/* Does a page of this server ask? `origin` and `site` are the headers Origin and Sec-Fetch-Site, "" when
 * they are not sent. */
bool request_origin_is_ours(Str origin, Str site, Str host);

/* Gives the path that an URL names below `base_path` ("" or "/sub"), decoded: "/sub/etudes/x%20y/" gives
 * "etudes/x y/". False when it is none: bad escapes, "..", "//", control characters, '\\'. */
bool request_path(Arena *arena, Str url, Str base_path, Str *path);

/* The media type of a file, by the end of its name. */
const char *request_media_type(Str path);

/* Which bytes of `size` the Range header wants. One range is understood; several, or another unit, give
 * the whole. */
typedef enum RangeKind { RANGE_WHOLE, RANGE_PART, RANGE_BEYOND } RangeKind;
RangeKind request_range(Str header, uint64_t size, uint64_t *from, uint64_t *length);

/* What a page was made as: the hash of its bytes, and the hash without the versions of its style sheets.
 * A page that differs in the first alone needs no reload. As text: "0123456789abcdef-0123456789abcdef". */
typedef struct Made { Hash whole, styleless; } Made;
Made made_of(Str html);
Str  made_text(Arena *arena, Made made);
bool made_parse(Str text, Made *made);

/* The page with the preview's script before the end of its body. `path` is its output. */
Str request_add_script(Arena *arena, Str html, Str path, Made made);
