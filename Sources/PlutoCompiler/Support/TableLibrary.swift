extension SupportLibrary {
    /// The names that ``tableLibrary`` defines, in the table `table`.
    static let tableNames = """
        sorted map mapped filter filtered reorder reordered reverse reversed reduce foreach find findkey findindex \
        contains checkall keys values size getn back slice chunk invert countvalues dedup deduplicate deduped \
        deduplicated min max modget modset clone clear create isarray
        """

    /// The functions that Pluto adds to the table library, and `sort`, which returns the table here.
    ///
    /// All traversals are raw, and callbacks are called from Lua, so that they may yield.
    ///
    /// Source: Lua 5.4 manual, section 6.6.
    static let tableLibrary = #"""
local next, check, int, fail, sort = next, check, int, fail, sort
local L = {}

local function copy(t)
 local new = {}
 for k, v in next, t do new[k] = v end
 return new
end

function L.sorted(...)
 local t, lt = ...
 check("table", t, 1, "sorted")
 if lt ~= nil then check("function", lt, 2, "sorted") end
 t = copy(t)
 sort(t, lt)
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

function L.filter(...)
 local t, f, withkey = ...
 check("table", t, 1, "filter")
 check("function", f, 2, "filter")
 for k, v in next, t do
  local keep
  if withkey then keep = f(k, v) else keep = f(v) end
  if not keep then t[k] = nil end
 end
 return t
end

function L.filtered(...)
 local t, f, withkey = ...
 check("table", t, 1, "filtered")
 check("function", f, 2, "filtered")
 -- The copy first, then the gaps: a table that is filled in order keeps its values in the array part.
 local new = copy(t)
 for k, v in next, t do
  local keep
  if withkey then keep = f(k, v) else keep = f(v) end
  if not keep then new[k] = nil end
 end
 return new
end

local function renumbered(t, clear)
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

function L.keys(...)
 local t = ...
 check("table", t, 1, "keys")
 local new, n = {}, 0
 for k in next, t do
  n = n + 1
  new[n] = k
 end
 return new
end

function L.values(...)
 local t = ...
 check("table", t, 1, "values")
 local new, n = {}, 0
 for _, v in next, t do
  n = n + 1
  new[n] = v
 end
 return new
end

function L.size(...)
 local t = ...
 check("table", t, 1, "size")
 local n = 0
 for _ in next, t do n = n + 1 end
 return n
end

function L.getn(...)
 local t = ...
 check("table", t, 1, "getn")
 return #t
end

function L.back(...)
 local t = ...
 check("table", t, 1, "back")
 return t[#t]
end

function L.slice(...)
 local t, i, j = ...
 check("table", t, 1, "slice")
 i = int(i, 2, "slice")
 local last = #t
 j = j == nil and last or int(j, 3, "slice")
 if i < 0 then i = last + 1 + i end
 if i < 1 then i = 1 end
 if j < 0 then j = last + 1 + j end
 if j > last then j = last end
 local new, n = {}, 0
 for k = i, j do
  local v = t[k]
  if v ~= nil then
   n = n + 1
   new[n] = v
  end
 end
 return new
end

function L.chunk(...)
 local t, n = ...
 check("table", t, 1, "chunk")
 n = int(n, 2, "chunk")
 if n < 1 then fail(2, "chunk", "the size must be positive") end
 local new, part, used = {}, nil, n
 for _, v in next, t do
  if used == n then
   part, used = {}, 0
   new[#new + 1] = part
  end
  used = used + 1
  part[used] = v
 end
 return new
end

function L.invert(...)
 local t = ...
 check("table", t, 1, "invert")
 local new = {}
 for k, v in next, t do new[v] = k end
 return new
end

function L.countvalues(...)
 local t = ...
 check("table", t, 1, "countvalues")
 local new = {}
 for _, v in next, t do new[v] = (new[v] or 0) + 1 end
 return new
end

function L.dedup(...)
 local t = ...
 check("table", t, 1, "dedup")
 local seen = {}
 for k, v in next, t do
  if seen[v] then
   t[k] = nil
  elseif v == v then
   seen[v] = true
  end
 end
 return t
end
L.deduplicate = L.dedup

function L.deduped(...)
 local t = ...
 check("table", t, 1, "deduped")
 local seen, new, n = {}, {}, 0
 for _, v in next, t do
  if not seen[v] then
   if v == v then seen[v] = true end
   n = n + 1
   new[n] = v
  end
 end
 return new
end
L.deduplicated = L.deduped

function L.min(...)
 local t = ...
 check("table", t, 1, "min")
 local least = maxinteger
 for _, v in next, t do
  if not mathtype(v) then fail(1, "min", "numbers expected, got " .. typename(v)) end
  if v < least then least = v end
 end
 return least
end

function L.max(...)
 local t = ...
 check("table", t, 1, "max")
 local most = mininteger
 for _, v in next, t do
  if not mathtype(v) then fail(1, "max", "numbers expected, got " .. typename(v)) end
  if v > most then most = v end
 end
 return most
end

-- The place that an index stands for, going round and round.
local function place(t, i)
 local n = #t
 return n == 0 and i or (i - 1) % n + 1
end

function L.modget(...)
 local t, i = ...
 check("table", t, 1, "modget")
 return t[place(t, int(i, 2, "modget"))]
end

function L.modset(...)
 local t, i, v = ...
 check("table", t, 1, "modset")
 t[place(t, int(i, 2, "modset"))] = v
end

-- `done[depth]` holds the copies made at a depth: what the original shares there, the copy shares, and a table that
-- contains itself is copied once for each level, not once for each way to it.
local function clone(t, depth, done)
 local copies = done[depth]
 if not copies then
  copies = {}
  done[depth] = copies
 end
 local new = copies[t]
 if new then return new end
 new = {}
 copies[t] = new
 for k, v in next, t do
  if depth > 1 and type(v) == "table" then v = clone(v, depth - 1, done) end
  new[k] = v
 end
 return new
end

function L.clone(...)
 local t, depth = ...
 check("table", t, 1, "clone")
 depth = depth == nil and 100 or int(depth, 2, "clone")
 if depth > 10000 then depth = 10000 end
 return clone(t, depth, {})
end

function L.clear(...)
 local t = ...
 check("table", t, 1, "clear")
 for k in next, t do t[k] = nil end
end

function L.create(...)
 local n, m = ...
 n, m = int(n, 1, "create"), m == nil and 0 or int(m, 2, "create")
 if n < 0 or n > 0x7fffffff then fail(1, "create", "out of range") end
 if m < 0 or m > 0x7fffffff then fail(2, "create", "out of range") end
 return {}
end

function L.isarray(...)
 local t = ...
 check("table", t, 1, "isarray")
 local n, highest = 0, 0
 for k in next, t do
  if mathtype(k) ~= "integer" or k < 1 then return false end
  n = n + 1
  if k > highest then highest = k end
 end
 return n == highest
end

-- A host's C function may stand in its place: it is faster, and its errors name the script's line.
function L.sort(...)
 local t, lt = ...
 if type(t) ~= "table" and not (meta(t, "__index") and meta(t, "__newindex") and meta(t, "__len")) then
  wrong(2, 1, "sort", "table", t)
 end
 if lt ~= nil then check("function", lt, 2, "sort") end
 sort(t, lt)
 return t
end

return L
"""#
}
