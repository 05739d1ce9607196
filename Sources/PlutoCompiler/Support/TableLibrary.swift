extension SupportLibrary {
    /// The names that ``tableLibrary`` defines, in the table `table`.
    static let tableNames = """
        sorted map mapped filter filtered reorder reordered reverse reversed reduce foreach find findkey findindex \
        contains checkall
        """

    /// The functions of the table library that go through a table with a function, and `sort`, which returns the table
    /// here.
    ///
    /// All traversals are raw, and callbacks are called from Lua, so that they may yield.
    ///
    /// Source: Lua 5.4 manual, section 6.6.
    static let tableLibrary = #"""
local next, check, sort, error = next, check, sort, error
local L = {}

-- Sorts t[lo] to t[up] as Lua's own `sort` does, with the same comparisons in the same order, but calls the order
-- function from Lua, so that it may yield. Returns true if the order function contradicts itself.
local function quicksort(t, lt, lo, up, spread)
 while lo < up do
  local a, b = t[lo], t[up]
  if lt(b, a) then t[lo], t[up] = b, a end
  if up - lo == 1 then return end
  local p = (lo + up) // 2
  if up - lo >= 100 and spread then
   local quarter = (up - lo) // 4
   p = 0x9e3779b9 % (quarter * 2) + (lo + quarter)
  end
  local x, y = t[p], t[lo]
  if lt(x, y) then
   t[p], t[lo] = y, x
  else
   y = t[up]
   if lt(y, x) then t[p], t[up] = y, x end
  end
  if up - lo == 2 then return end
  local pivot = t[p]
  t[p], t[up - 1] = t[up - 1], pivot
  local i, j = lo, up - 1
  while true do
   i = i + 1
   local u = t[i]
   while lt(u, pivot) do
    if i == up - 1 then return true end
    i = i + 1
    u = t[i]
   end
   j = j - 1
   local v = t[j]
   while lt(pivot, v) do
    if j < i then return true end
    j = j - 1
    v = t[j]
   end
   if j < i then break end
   t[i], t[j] = v, u
  end
  t[up - 1], t[i] = t[i], t[up - 1]
  local n
  if i - lo < up - i then
   if quicksort(t, lt, lo, i - 1, spread) then return true end
   n = i - lo
   lo = i + 1
  else
   if quicksort(t, lt, i + 1, up, spread) then return true end
   n = up - i
   up = i - 1
  end
  if (up - lo) // 128 > n then spread = true end
 end
end


local copy = host.copy or function(t)
 local new = {}
 for k, v in next, t do new[k] = v end
 return new
end

function L.sorted(...)
 local t, lt = ...
 check("table", t, 1, "sorted")
 if lt ~= nil then check("function", lt, 2, "sorted") end
 t = copy(t)
 if lt == nil then
  sort(t)
 elseif quicksort(t, lt, 1, #t, false) then
  error("invalid order function for sorting", 2)
 end
 return t
end

local function map(t, new, f, withkey)
 if withkey then
  for k, v in next, t do new[k] = f(k, v) end
 else
  for k, v in next, t do new[k] = f(v) end
 end
 return new
end

function L.map(...)
 local t, f, withkey = ...
 check("table", t, 1, "map")
 check("function", f, 2, "map")
 return map(t, t, f, withkey)
end

function L.mapped(...)
 local t, f, withkey = ...
 check("table", t, 1, "mapped")
 check("function", f, 2, "mapped")
 return map(t, {}, f, withkey)
end

local function sift(t, kept, f, withkey)
 if withkey then
  for k, v in next, t do
   if not f(k, v) then kept[k] = nil end
  end
 else
  for k, v in next, t do
   if not f(v) then kept[k] = nil end
  end
 end
 return kept
end

function L.filter(...)
 local t, f, withkey = ...
 check("table", t, 1, "filter")
 check("function", f, 2, "filter")
 return sift(t, t, f, withkey)
end

function L.filtered(...)
 local t, f, withkey = ...
 check("table", t, 1, "filtered")
 check("function", f, 2, "filtered")
 -- The copy first, then the gaps: a table that is filled in order keeps its values in the array part.
 return sift(t, copy(t), f, withkey)
end

local renumbered = host.renumbered or function(t, clear)
 local new, n = {}, 0
 for k, v in next, t do
  if mathtype(k) == "integer" then
   n = n + 1
   new[n] = v
   if clear then t[k] = nil end
  end
 end
 return new, n
end

function L.reorder(...)
 local t = ...
 check("table", t, 1, "reorder")
 local new, n = renumbered(t, true)
 for i = 1, n do t[i] = new[i] end
 return t
end

function L.reordered(...)
 local t = ...
 check("table", t, 1, "reordered")
 return (renumbered(t, false))
end

function L.reverse(...)
 local t = ...
 check("table", t, 1, "reverse")
 local j = rawlen(t)
 for i = 1, j // 2 do
  t[i], t[j] = t[j], t[i]
  j = j - 1
 end
 return t
end

function L.reversed(...)
 local t = ...
 check("table", t, 1, "reversed")
 local new, n = {}, rawlen(t)
 for i = 1, n do new[i] = t[n + 1 - i] end
 return new
end

function L.reduce(...)
 local t, f, acc = ...
 check("table", t, 1, "reduce")
 check("function", f, 2, "reduce")
 if acc == nil then acc = 0 end
 for _, v in next, t do acc = f(acc, v) end
 return acc
end

function L.foreach(...)
 local t, f, withkey = ...
 check("table", t, 1, "foreach")
 check("function", f, 2, "foreach")
 for k, v in next, t do
  local r
  if withkey then r = f(k, v) else r = f(v) end
  if r ~= nil then return r end
 end
 return nil
end

function L.find(...)
 local t, f = ...
 check("table", t, 1, "find")
 check("function", f, 2, "find")
 for _, v in next, t do
  if f(v) then return v end
 end
 return nil
end

function L.findkey(...)
 local t, f = ...
 check("table", t, 1, "findkey")
 check("function", f, 2, "findkey")
 for k, v in next, t do
  if f(v) then return k end
 end
 return nil
end
L.findindex = L.findkey

function L.contains(...)
 local t, x = ...
 check("table", t, 1, "contains")
 if x == nil and select("#", ...) < 2 then fail(2, "contains", "value expected") end
 for k, v in next, t do
  if v == x then return k end
 end
 return nil
end

function L.checkall(...)
 local t, f = ...
 check("table", t, 1, "checkall")
 check("function", f, 2, "checkall")
 for _, v in next, t do
  if not f(v) then return false end
 end
 return true
end

-- A host's C function may stand in its place: its errors name the script's line.
function L.sort(...)
 local t, lt = ...
 if type(t) ~= "table" and not (meta(t, "__index") and meta(t, "__newindex") and meta(t, "__len")) then
  wrong(2, 1, "sort", "table", t)
 end
 if lt ~= nil and #t > 1 then check("function", lt, 2, "sort") end
 sort(t, lt)
 return t
end

return L
"""#
}
