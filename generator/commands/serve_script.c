/* commands/serve_script.c - holds commands/serve.js, so that the program needs no file to preview. */
#include "commands/serve_script.h"

__asm__(".section .rodata\n"
        "serve_script_begin: .incbin \"generator/commands/serve.js\"\n"
        "serve_script_end: .byte 0\n"
        ".previous\n");

extern const char serve_script_begin[], serve_script_end[];

Str serve_script(void)
{
    return (Str){ serve_script_begin, (size_t)(serve_script_end - serve_script_begin) };
}
