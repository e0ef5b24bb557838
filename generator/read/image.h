/* read/image.h - the size of an image, from its first bytes.
 * Source: PNG 1.2 (IHDR), GIF 89a, JPEG (ITU T.81, B.2), WebP (RFC 9649), SVG 1.1 (width, height, viewBox). */
#pragma once
#include "base/str.h"

/* Width and height in pixels. False when the bytes are no image of these formats, or do not say. */
bool image_size(Str bytes, int *width, int *height);
