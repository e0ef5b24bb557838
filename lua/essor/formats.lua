-- lua/essor/formats.lua - how figures, dates and ranks are written in French.
--
-- A number is rounded once, here, half away from zero. Its thousands are separated by U+202F, its
-- unit follows a U+00A0, minus is U+2212. A mark (missing, secret, not applicable) gives its sign
-- alone, without unit.

local essor = ...

local NBSP = "\u{A0}"

--- Writes a number, and what follows it when it is no mark.
local function with_unit(x, decimals, unit, signed)
  local text = essor.digits(x, decimals, signed)
  if essor.mark(x) then return text end
  return text .. NBSP .. unit
end

--- Whether a number is written in the singular: its whole part is 0 or 1, whatever its sign.
---   essor.is_singular(essor.decimal "1.9")   --> true
---   essor.is_singular(2)                     --> false
---@param x number|essor.number
---@return boolean
function essor.is_singular(x)
  return x > -2 and x < 2
end

--- A number in French. As many decimals as it has (at most 6) when none are given.
---   essor.number(112172)                       --> "112 172"
---   essor.number(essor.decimal "2.675", 2)     --> "2,68"
---   essor.number(-1000)                        --> "−1 000"
---   essor.number(essor.ratio(112172, 10263), 1)   --> "10,9"
---@param x number|essor.number|essor.mark
---@param decimals? integer
---@return string
function essor.number(x, decimals)
  return essor.digits(x, decimals)
end

--- A number of hundredths: 10.7 is 10,7 %. One decimal when none is said.
---   essor.percent(essor.decimal "10.7")   --> "10,7 %"
---   essor.percent(essor.decimal "14.03", 0)   --> "14 %"
---   essor.percent(essor.share(15738, 112172))   --> "14,0 %"
---@param x number|essor.number|essor.mark
---@param decimals? integer
---@return string
function essor.percent(x, decimals)
  return with_unit(x, decimals or 1, "%")
end

--- An amount in euros, whole unless decimals are said.
---   essor.euros(30113)   --> "30 113 €"
---   essor.euros(essor.ratio(443580000, 12413))   --> "35 735 €"
---@param x number|essor.number|essor.mark
---@param decimals? integer
---@return string
function essor.euros(x, decimals)
  return with_unit(x, decimals or 0, "€")
end

--- A number with its sign, also when it is positive. Zero has none.
---   essor.signed(94)    --> "+94"
---   essor.signed(-3)    --> "−3"
---   essor.signed(0)     --> "0"
---   essor.signed(essor.decimal "0.05", 1)   --> "+0,1"
---@param x number|essor.number|essor.mark
---@param decimals? integer
---@return string
function essor.signed(x, decimals)
  return essor.digits(x, decimals, true)
end

--- A difference of two percentages. One decimal when none is said.
---   essor.points(essor.decimal "0.6")    --> "+0,6 point"
---   essor.points(essor.decimal "-2.14")  --> "−2,1 points"
---@param x number|essor.number|essor.mark
---@param decimals? integer
---@return string
function essor.points(x, decimals)
  if essor.mark(x) then return essor.digits(x) end
  local rounded = essor.round(x, decimals or 1)
  return with_unit(x, decimals or 1, essor.is_singular(rounded) and "point" or "points", true)
end

--- A change in percent, with its sign.
---   essor.evolution(essor.change(11000, 10263))   --> "−6,7 %"
---@param x number|essor.number|essor.mark
---@param decimals? integer
---@return string
function essor.evolution(x, decimals)
  return with_unit(x, decimals or 1, "%", true)
end

--- A large number, rounded for reading: millions and milliards with one decimal, the others whole.
---   essor.compact(4123456)      --> "4,1 M"
---   essor.compact(2600000000)   --> "2,6 Md"
---   essor.compact(112172)       --> "112 172"
---   essor.compact(3000000)      --> "3 M"
---@param x number|essor.number|essor.mark
---@return string
function essor.compact(x)
  if essor.mark(x) then return essor.digits(x) end
  local size = x < 0 and -x or x
  if essor.round(size, -5) < 1000000 then return essor.digits(essor.round(x)) end
  local unit, name = 1000000, "M"
  if essor.round(size, -8) >= 1000000000 then unit, name = 1000000000, "Md" end
  return essor.digits(essor.round(essor.ratio(x, unit), 1)) .. NBSP .. name
end

--- A rank: 1er, 1re, 23e.
---   essor.ordinal(1)         --> "1er"
---   essor.ordinal(1, true)   --> "1re"
---   essor.ordinal(23)        --> "23e"
---@param n integer
---@param feminine? boolean
---@return string
function essor.ordinal(n, feminine)
  if essor.mark(n) then return essor.digits(n) end
  if n == 1 then return feminine and "1re" or "1er" end
  return essor.digits(n) .. "e"
end

--- The word that agrees with a number: singular below 2, also for 0 and 1,5.
---   essor.plural(0, "salarié", "salariés")   --> "salarié"
---   essor.plural(2, "salarié", "salariés")   --> "salariés"
---   essor.plural(3, "poste")                 --> "postes"
---@param n number|essor.number|essor.mark
---@param singular string
---@param plural? string  the singular with an s when not said
---@return string
function essor.plural(n, singular, plural)
  if not essor.mark(n) and essor.is_singular(n) then return singular end
  return plural or singular .. "s"
end

--- A number and its word.
---   essor.count_of(1, "chiffre")      --> "1 chiffre"
---   essor.count_of(2000, "chiffre")   --> "2 000 chiffres"
---@param n integer
---@param singular string
---@param plural? string
---@return string
function essor.count_of(n, singular, plural)
  return essor.digits(n, 0) .. NBSP .. essor.plural(n, singular, plural)
end

--- A date in French ("long", the default) or as data ("iso").
---   essor.date "2024-03-28"            --> "28 mars 2024"
---   essor.date "2024-03-01"            --> "1er mars 2024"
---   essor.date("2024-03-28", "iso")    --> "2024-03-28"
---@param date string|essor.date
---@param style? "long"|"iso"
---@return string
function essor.date(date, style)
  return essor.date_text(date, style or "long")
end

local FORMATS = {
  nombre = function(x, decimals) return essor.digits(x, decimals) end,
  compact = function(x) return essor.compact(x) end,
  points = function(x, decimals) return essor.points(x, decimals) end,
  signe = function(x, decimals, unit)
    if not unit then return essor.digits(x, decimals, true) end
    return with_unit(x, decimals, unit, true)
  end,
}

--- The figure of an indicator as a text shows it: what :valeur[...] writes. `format` is "nombre"
--- (without unit), "compact", "points", "signe" or nil; `unit` nil leaves the unit out.
---   essor.figure_text(essor.decimal "10.7", 1, "%")           --> "10,7 %"
---   essor.figure_text(4123456, 0, "postes", "compact")        --> "4,1 M"
---   essor.figure_text(112172, 0, "postes")                    --> "112 172 postes"
---@param x number|essor.number
---@param decimals? integer
---@param unit? string
---@param format? "nombre"|"compact"|"points"|"signe"
---@return string
function essor.figure_text(x, decimals, unit, format)
  if format then return FORMATS[format](x, decimals, unit) end
  if not unit then return essor.digits(x, decimals) end
  return with_unit(x, decimals, unit)
end
