-- lua/essor/sentences.lua - parts of sentences that are made of data.

local essor = ...

--- A list of words as a sentence says it.
---   essor.list { "coopératives", "mutuelles", "fondations" }   --> "coopératives, mutuelles et fondations"
---   essor.list { "une association" }                           --> "une association"
---   essor.list({ "l'Orne", "la Manche" }, "ou")                --> "l'Orne ou la Manche"
---@param items string[]
---@param word? string  "et" when not said
---@return string
function essor.list(items, word)
  local count = #items
  if count < 2 then return items[1] or "" end
  return table.concat(items, ", ", 1, count - 1) .. " " .. (word or "et") .. " " .. items[count]
end

--- The word before a name that starts with a vowel or a mute h: "de" and "d'", "que" and "qu'".
---   essor.elide("de", "Orne")       --> "d’Orne"
---   essor.elide("de", "Manche")     --> "de Manche"
---   essor.elide("de", "Île-de-France")   --> "d’Île-de-France"
---   essor.elide("de", "Hauts-de-France")   --> "de Hauts-de-France"
---@param word string
---@param name string
---@return string
function essor.elide(word, name)
  local first = utf8.codepoint(name, 1)
  local vowels = "aeiouyAEIOUYàâäéèêëîïôöùûüœÀÂÄÉÈÊËÎÏÔÖÙÛÜŒ"
  if vowels:find(utf8.char(first), 1, true) then return word:sub(1, -2) .. "’" .. name end
  return word .. " " .. name
end

--- How a figure stands to another, in words: "plus élevé que", "égal à"... The margin is what still
--- counts as equal.
---   essor.compare(12, 10)                       --> "supérieur"
---   essor.compare(10, 10)                       --> "égal"
---   essor.compare(essor.decimal "10.04", 10, essor.decimal "0.05")   --> "égal"
---@param a number|essor.number
---@param b number|essor.number
---@param margin? number|essor.number
---@return "supérieur"|"égal"|"inférieur"
function essor.compare(a, b, margin)
  local difference = a - b
  margin = margin or 0
  if difference > margin then return "supérieur" end
  if difference < -margin then return "inférieur" end
  return "égal"
end
