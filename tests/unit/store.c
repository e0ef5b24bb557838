/* tests/unit/store.c - numbers as bytes, and the file of sections: what is not whole is not believed. */
#include "unit.h"

#include "base/pack.h"
#include "base/store.h"
#include "folder.h"

TEST(pack_gives_back_numbers_texts_and_hashes)
{
    static const uint64_t NUMBERS[] = { 0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX };
    static const int64_t SIGNED[] = { 0, -1, 1, -64, 64, INT64_MIN, INT64_MAX };
    __int128 most = (__int128)(((unsigned __int128)1 << 127) - 1), wides[] = { 0, -1, 1, most, -most - 1 };
    Buf buf = buf_new(test_arena);
    for (size_t i = 0; i < 8; i++)
        pack_number(&buf, NUMBERS[i]);
    for (size_t i = 0; i < 7; i++)
        pack_signed(&buf, SIGNED[i]);
    for (size_t i = 0; i < 5; i++)
        pack_wide(&buf, wides[i]);
    pack_text(&buf, S("études"));
    pack_hash(&buf, 0xfedcba9876543210);
    pack_text(&buf, S(""));
    Unpacker unpacker = unpacker_of(buf_str(&buf));
    for (size_t i = 0; i < 8; i++)
        assert_true(unpack_number(&unpacker) == NUMBERS[i]);
    for (size_t i = 0; i < 7; i++)
        assert_true(unpack_signed(&unpacker) == SIGNED[i]);
    for (size_t i = 0; i < 5; i++)
        assert_true(unpack_wide(&unpacker) == wides[i]);
    assert_str(unpack_text(&unpacker), "études");
    assert_true(unpack_hash(&unpacker) == 0xfedcba9876543210);
    assert_false(unpacker_is_done(&unpacker));
    assert_str(unpack_text(&unpacker), "");
    assert_true(unpacker_is_done(&unpacker));
}

TEST(unpacker_never_reads_past_its_end)
{
    Unpacker unpacker = unpacker_of(S("\xff\xff"));
    assert_true(unpack_number(&unpacker) == 0 && unpacker.failed);
    unpacker = unpacker_of(S("\x05" "abc"));
    assert_str(unpack_text(&unpacker), "");
    assert_true(unpacker.failed && unpack_number(&unpacker) == 0);
    unpacker = unpacker_of(S("1234567"));
    assert_true(unpack_hash(&unpacker) == 0 && unpacker.failed);
    unpacker = unpacker_of(S("\x03" "abcd"));
    assert_int_equal(unpack_count(&unpacker, 2), 0);
    assert_true(unpacker.failed);
    unpacker = unpacker_of(S("\x02" "abcd\x03"));
    assert_int_equal(unpack_count(&unpacker, 2), 2);
    unpacker.at += 4;
    assert_true(unpack_below(&unpacker, 3) == 0 && unpacker.failed);
    unpacker = unpacker_of(S("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"));
    assert_true(unpack_number(&unpacker) == 0 && unpacker.failed);      // no number of 64 bits is so long
}

static void save(Folder *folder)
{
    StoreWriter *writer = store_begin(folder, test_arena, S("state"));
    store_open(writer, "inputs");
    store_put(writer, S("ab"));
    store_put(writer, S("c"));
    store_add(writer, "outputs", S(""));
    store_add(writer, "scripts", S("\0\1\2"));
    assert_true(store_end(writer));
    assert_true(store_read(test_arena, folder, store_waiting(test_arena, S("state")))->found);
    assert_true(store_settle(folder, test_arena, S("state")));
}

TEST(store_gives_back_its_sections)
{
    Folder folder = test_folder(test_arena);
    const Store *store = store_read(test_arena, &folder, S("state"));
    assert_true(!store->found && !store->unusable && !store_section(store, "inputs").length);
    save(&folder);
    store = store_read(test_arena, &folder, S("state"));
    assert_true(store->found && !store->unusable);
    assert_str(store_section(store, "inputs"), "abc");
    assert_true(str_equal(store_section(store, "scripts"), S("\0\1\2")));
    assert_int_equal(store_section(store, "outputs").length, 0);
    assert_int_equal(store_section(store, "nothing").length, 0);
    save(&folder);                              // over the old one, which stays readable
    assert_str(store_section(store, "inputs"), "abc");
    test_folder_remove(&folder);
}

/* Of several blocks, whatever the pieces in which it was put. */
TEST(store_writes_a_section_as_it_comes)
{
    Folder folder = test_folder(test_arena);
    Buf all = buf_new(test_arena);
    StoreWriter *writer = store_begin(&folder, test_arena, S("state"));
    store_open(writer, "pieces");
    for (int i = 0; i < 2000; i++) {
        Str piece = str_format(test_arena, "%d%*s", i, i * 7 % 1000, "");
        buf_add(&all, piece);
        store_put(writer, piece);
    }
    store_add(writer, "whole", buf_str(&all));
    assert_true(store_end(writer) && store_settle(&folder, test_arena, S("state")));
    const Store *store = store_read(test_arena, &folder, S("state"));
    assert_true(store->found && !store->unusable);
    assert_true(str_equal(store_section(store, "pieces"), buf_str(&all)));
    assert_true(str_equal(store_section(store, "whole"), buf_str(&all)));
    Folder closed = { .descriptor = -1 };
    writer = store_begin(&closed, test_arena, S("state"));
    store_add(writer, "whole", buf_str(&all));
    assert_false(store_end(writer));
    test_folder_remove(&folder);
}

/* One flipped bit anywhere, a missing end, a byte too many: nothing of it is believed. */
TEST(store_damaged_or_foreign_is_not_believed)
{
    Folder folder = test_folder(test_arena);
    save(&folder);
    Str whole;
    assert_true(folder_read(&folder, test_arena, S("state"), 0, &whole));
    for (size_t i = 0; i < whole.length; i++) {
        Str copy = str_copy(test_arena, whole);
        ((char *)copy.data)[i] ^= 1;
        assert_true(folder_write(&folder, S("flipped"), copy));
        assert_true(folder_write(&folder, S("cut"), str_slice(whole, 0, i)));
        const Store *flipped = store_read(test_arena, &folder, S("flipped")), *cut = store_read(test_arena, &folder, S("cut"));
        const char *why = i < 8 ? "it is not a file of this program" : "it is damaged";
        assert_true(flipped->found && cut->found);
        assert_string_equal(flipped->unusable, why);
        assert_string_equal(cut->unusable, why);
        assert_int_equal(flipped->sections.count + cut->sections.count, 0);
    }
    assert_true(folder_write(&folder, S("long"), str_format(test_arena, "%.*sx", STR(whole))));
    assert_string_equal(store_read(test_arena, &folder, S("long"))->unusable, "it is damaged");
    assert_true(folder_write(&folder, S("text"), S("title: Essai\n")));
    assert_string_equal(store_read(test_arena, &folder, S("text"))->unusable, "it is not a file of this program");
    test_folder_remove(&folder);
}
