#!/bin/sh
# Cuts the power TIMES (10) while a build with --atomic publishes on ext4: the file system is shut down without
# writing its journal, mounted again, and holds the old site or the new one, whole. Needs root, loop devices, perl.
pages=60
. "$(dirname "$0")/site.sh"
times=${1:-10} level=--atomic
truncate -s 64M ../image
skip() { echo "faults: $1: the power cut is skipped"; exit 0; }
command -v mkfs.ext4 >/dev/null && command -v perl >/dev/null || skip "no mkfs.ext4, or no perl"
mkfs.ext4 -q -F ../image && mkdir ../disk && mount -o loop ../image ../disk 2>/dev/null || skip "nothing can be mounted here"

cut() {                         # EXT4_IOC_SHUTDOWN, NOLOGFLUSH
    perl -e 'open(my $f, "<", $ARGV[0]) or die; my $how = pack("L", 2); ioctl($f, 0x8004587d, $how) or die' ../disk
}

whole() {
    diff -r ../disk/public ../a >/dev/null 2>&1 || diff -r ../disk/public ../b >../difference 2>&1
}

state a
"$essor" build -q -d ../disk/public $level || fail "the first build fails"
name=a i=0
while [ $i -lt "$times" ]; do
    i=$((i + 1))
    [ $name = a ] && name=b || name=a
    state $name
    "$essor" build -q -d ../disk/public $level >../errors 2>&1 &
    pid=$!
    sleep "0.$(printf %03d "$(($(od -An -N2 -tu2 /dev/urandom) % 300))")"
    cut || { kill $pid; skip "this kernel cuts no power"; }
    wait $pid 2>/dev/null || true
    umount ../disk && mount -o loop ../image ../disk || fail "the disk cannot be mounted again"
    whole || { head ../difference; fail "power cut $i left neither the old site nor the new one"; }
    "$essor" build -q -d ../disk/public $level >../errors 2>&1 || { cat ../errors; fail "the build after power cut $i fails"; }
    diff -r ../disk/public ../$name >../difference || { head ../difference; fail "the build after power cut $i is not complete"; }
done
echo "faults: $times power cuts each left a whole site"
