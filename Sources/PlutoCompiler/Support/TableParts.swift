extension SupportLibrary {
    /// The names that ``tableParts`` defines, in the table `table`.
    static let tablePartNames = """
        keys values size getn back slice chunk invert countvalues dedup deduplicate deduped deduplicated min max \
        modget modset clone clear create isarray
        """

    /// The functions of the table library that describe, copy and take apart.
    static let tableParts = #"""
local next, check, int, fail, mathtype = next, check, int, fail, mathtype
local L = {}

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
 local t, hashonly = ...
 check("table", t, 1, "size")
 local n = 0
 for _ in next, t do n = n + 1 end
 return hashonly and n - rawlen(t) or n
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

return L
"""#
}
