-- lua/essor/init.lua - the library that every script sees: what is written in Lua over what is in C.
--
-- It runs once per state with two arguments: the open library, and include(name), which runs
-- lua/essor/NAME.lua with the library as its argument. Afterwards the library is closed to writing.
-- Lines "expression   --> value" in the comments are examples, and are run as tests.

local _, include = ...

include "formats"
include "statistics"
include "sentences"
