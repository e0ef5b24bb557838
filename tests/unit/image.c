/* tests/unit/image.c - sizes of images. */
#include "unit.h"

#include "read/image.h"

static void expect(Str bytes, int width, int height)
{
    int w, h;
    assert_int_equal(image_size(bytes, &w, &h), width > 0);
    assert_int_equal(w, width);
    assert_int_equal(h, height);
}

TEST(image_size_of_each_format)
{
    expect(S("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xE0"), 640, 480);
    expect(S("GIF89a\x0A\0\x14\0"), 10, 20);
    expect(S("\xFF\xD8\xFF\xE0\0\x04xx\xFF\xC0\0\x11\x08\x01\xE0\x02\x80\x03"), 640, 480);
    expect(S("RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x7F\x02\0\xDF\x01\0"), 640, 480);
    expect(S("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9D\x01\x2A\x80\x02\xE0\x01"), 640, 480);
    expect(S("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2F\x7F\xC2\x77\0\0\0\0\0\0"), 640, 480);
    expect(S("<?xml version='1.0'?>\n<svg xmlns='x' width='120.5' height=\"60px\">"), 120, 60);
    expect(S("<svg width=\"100%\" height=\"100%\" viewBox=\"0 0 640 480\">"), 640, 480);
}

TEST(image_size_of_something_else_is_unknown)
{
    expect(S(""), 0, 0);
    expect(S("texte"), 0, 0);
    expect(S("\x89PNG\r\n\x1A\n"), 0, 0);
    expect(S("\xFF\xD8\xFF\xE0\xFF\xFF"), 0, 0);
    expect(S("<svg width='a'>"), 0, 0);
}
