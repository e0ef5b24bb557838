-- lua/essor/statistics.lua - shares, changes and comparisons, exact and with marks.
--
-- Whole numbers and exact numbers give exact results; nothing is rounded before it is shown. A mark
-- goes through: a share of a secret is a secret; a share of nothing is not applicable.

local essor = ...

--- a as a percentage of b.
---   essor.share(1, 8) == essor.decimal "12.5"     --> true
---   essor.percent(essor.share(233683, 2135700))   --> "10,9 %"
---   essor.mark(essor.share(1, 0))                 --> "not_applicable"
---@param a number|essor.number|essor.mark
---@param b number|essor.number|essor.mark
---@return number|essor.number|essor.mark
function essor.share(a, b)
  return essor.ratio(a, b) * 100
end

--- The change from a to b, as a percentage of a.
---   essor.change(100, 94)   --> -6
---   essor.evolution(essor.change(100, 106), 0)   --> "+6 %"
---@param a number|essor.number|essor.mark
---@param b number|essor.number|essor.mark
---@return number|essor.number|essor.mark
function essor.change(a, b)
  return essor.ratio(b - a, a) * 100
end

--- The yearly change that leads from a to b in a number of years, in percent, to six decimals: the one
--- figure here that is no ratio of whole numbers. Not applicable unless a is above zero.
---   essor.evolution(essor.annual_change(100, 106, 5), 2)   --> "+1,17 %"
---@param a number|essor.number|essor.mark
---@param b number|essor.number|essor.mark
---@param years integer
---@return number|essor.number|essor.mark
function essor.annual_change(a, b, years)
  local growth = essor.ratio(b, a)
  if essor.mark(growth) then return growth end
  if years < 1 then error("a yearly change wants at least one year", 2) end
  if a <= 0 or b < 0 then return essor.ratio(1, 0) end
  return essor.round((essor.float(growth) ^ (1 / years) - 1) * 100, 6)
end

--- An index: b with a as 100.
---   essor.index(200, 210)   --> 105
---@param a number|essor.number|essor.mark
---@param b number|essor.number|essor.mark
---@return number|essor.number|essor.mark
function essor.index(a, b)
  return essor.ratio(b, a) * 100
end

--- How much more present something is here than there: the ratio of two shares. 1 is as much.
---   essor.number(essor.specificity(essor.decimal "12.8", essor.decimal "10.7"), 2)   --> "1,20"
---@param here number|essor.number|essor.mark
---@param there number|essor.number|essor.mark
---@return number|essor.number|essor.mark
function essor.specificity(here, there)
  return essor.ratio(here, there)
end

--- Splits the change of employment of a territory by activity into what it owes to the whole country
--- (national), to its mix of activities (structural) and to itself (own); their sum is the change.
--- Each activity is { before, after, there_before, there_after }.
---   essor.shift_share({ { 1000, 1060, 100000, 104000 }, { 400, 404, 50000, 49000 } }).national   --> 28
---   essor.shift_share({ { 1000, 1060, 100000, 104000 }, { 400, 404, 50000, 49000 } }).own   --> 32
---@param activities (number|essor.number)[][]
---@return { national: number, structural: number, own: number, total: number }
function essor.shift_share(activities)
  local before, after = 0, 0
  for _, activity in ipairs(activities) do
    before, after = before + activity[3], after + activity[4]
  end
  local national = essor.ratio(after - before, before)
  local effects = { national = 0, structural = 0, own = 0, total = 0 }
  for _, activity in ipairs(activities) do
    local rate = essor.ratio(activity[2] - activity[1], activity[1])
    local there = essor.ratio(activity[4] - activity[3], activity[3])
    effects.national = effects.national + activity[1] * national
    effects.structural = effects.structural + activity[1] * (there - national)
    effects.own = effects.own + activity[1] * (rate - there)
    effects.total = effects.total + activity[2] - activity[1]
  end
  return effects
end
