/* render/html.h - escaping for the place where a text stands. */
#pragma once
#include "base/str.h"

void buf_html_text(Buf *buf, Str s);                    /* & < >                                  */
void buf_html_attribute(Buf *buf, Str s);               /* & < > " '                              */
void buf_html_url(Buf *buf, Str s);                     /* percent-encodes what is not of a URL, then as attribute */

/* The same for a URL of which nothing is known; false, with nothing added, when it may not be published. */
bool buf_html_checked_url(Buf *buf, Str s);

/* True when buf_html_url adds a URL as it is. */
bool url_is_plain(Str s);

/* True when the URL may be published: relative, or of scheme https http mailto tel, after decoding
 * of entities and percent signs, without control characters. */
bool url_is_safe(Str url);
