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

--- Whole numbers near the values whose sum is the total, by the largest remainders: shares that must add
--- up to 100, seats, posts. Of two equal remainders, the first value's is rounded up.
---   table.concat(essor.apportion({ 1, 1, 1 }, 100), " ")      --> "34 33 33"
---   table.concat(essor.apportion({ 78, 9, 12, 1 }, 10), " ")   --> "8 1 1 0"
---@param values (number|essor.number)[]  none below zero
---@param total integer
---@return integer[]
function essor.apportion(values, total)
  local sum = 0
  for _, value in ipairs(values) do
    if value < 0 then error("a value below zero has no part", 2) end
    sum = sum + value
  end
  if sum <= 0 then error("values whose sum is zero cannot be apportioned", 2) end
  local parts, order, given = {}, {}, 0
  for i, value in ipairs(values) do
    local part = essor.ratio(value * total, sum)
    parts[i] = part // 1
    order[i] = { place = i, rest = part - parts[i] }
    given = given + parts[i]
  end
  table.sort(order, function(a, b) return a.rest > b.rest end)
  for i = 1, total - given do
    parts[order[i].place] = parts[order[i].place] + 1
  end
  return parts
end

--- The n - 1 bounds inside the sorted values that leave as many values in each class.
local function quantile_bounds(values, n)
  local bounds = {}
  for i = 1, n - 1 do
    bounds[i] = values[(#values * i) // n + 1]
  end
  return bounds
end

--- Bounds at equal distances.
local function equal_bounds(values, n)
  local bounds, step = {}, essor.ratio(values[#values] - values[1], n)
  for i = 1, n - 1 do
    bounds[i] = values[1] + step * i
  end
  return bounds
end

--- Fisher's exact classes (« Jenks »): those whose squared distances to their means are least in all.
--- cost(i, j) is that of a class of the values from i to j, from running sums.
local function natural_bounds(values, n)
  local sums, squares = { [0] = 0 }, { [0] = 0 }
  for i, value in ipairs(values) do
    local x = essor.float(value)
    sums[i], squares[i] = sums[i - 1] + x, squares[i - 1] + x * x
  end
  local function cost(i, j)
    local sum = sums[j] - sums[i - 1]
    return squares[j] - squares[i - 1] - sum * sum / (j - i + 1)
  end
  local best, starts = {}, { {} }
  for j = 1, #values do best[j] = cost(1, j) end
  for class = 2, n do
    local next_best, start = {}, {}
    for j = class, #values do
      for i = class, j do
        local all = best[i - 1] + cost(i, j)
        if not next_best[j] or all < next_best[j] then next_best[j], start[j] = all, i end
      end
    end
    best, starts[class] = next_best, start
  end
  local bounds, last = {}, #values
  for class = n, 2, -1 do
    local first = starts[class][last]
    bounds[class - 1], last = values[first], first - 1
  end
  return bounds
end

local METHODS = { quantiles = quantile_bounds, equal = equal_bounds, natural = natural_bounds }

--- Where to cut values into classes: the n - 1 bounds inside, for the `steps` of a map. A class holds its
--- lower bound. Marks are left out; equal bounds are given once. With `decimals`, bounds are rounded;
--- with `zero`, the bound nearest to zero is zero, so that losses and gains never share a colour.
---   table.concat(essor.classes({ 1, 2, 3, 4, 5, 6, 7, 8 }, 4), " ")                         --> "3 5 7"
---   table.concat(essor.classes({ 1, 2, 30, 31, 90 }, 3, { method = "natural" }), " ")       --> "30 90"
---   table.concat(essor.classes({ -8, -3, 1, 12 }, 2, { method = "equal", zero = true }), " ")   --> "0"
---@param values (number|essor.number|essor.mark)[]
---@param n integer  how many classes, 2 to 9
---@param options? { method: "quantiles"|"equal"|"natural", decimals: integer, zero: boolean }
---@return (number|essor.number)[]
function essor.classes(values, n, options)
  options = options or {}
  local method = METHODS[options.method or "quantiles"]
  if not method then error("no method '" .. tostring(options.method) .. "': quantiles, equal or natural", 2) end
  local sorted = {}
  for _, value in ipairs(values) do
    if not essor.mark(value) then sorted[#sorted + 1] = value end
  end
  if n < 2 or n > 9 then error("values are cut into 2 to 9 classes", 2) end
  if #sorted < n then error("there are fewer values than classes", 2) end
  table.sort(sorted)
  local bounds, nearest = method(sorted, n), 1
  for i, bound in ipairs(bounds) do
    if options.decimals then bounds[i] = essor.round(bound, options.decimals) end
    if math.abs(essor.float(bound)) < math.abs(essor.float(bounds[nearest])) then nearest = i end
  end
  if options.zero and sorted[1] < 0 and sorted[#sorted] > 0 then bounds[nearest] = 0 end
  local distinct = {}
  for _, bound in ipairs(bounds) do
    if bound ~= distinct[#distinct] then distinct[#distinct + 1] = bound end
  end
  return distinct
end
