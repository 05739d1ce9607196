extension SupportLibrary {
    /// The beginning of the support chunk: captured functions, argument errors, on-demand pieces, and the `_P` table.
    ///
    /// Every function of Lua that the support uses is captured here, before any script runs, so that scripts may
    /// assign the globals as they like. `K` is the environment of the pieces that are compiled on demand. Error levels
    /// are counted so that a message names the line of the script, never a line of this text.
    ///
    /// Source: Lua 5.4 manual, sections 2.3 and 6.1.
    static let core = #"""
local host = ...
if host == nil then host = {} end
local native, fs = host.natives or {}, host.fs or {}
local G, string, table, math, io, os, coroutine, package, debug = _G, string, table, math, io, os, coroutine, package, debug
local type, error, next, pcall, rawget, rawset, rawequal, select = type, error, next, pcall, rawget, rawset, rawequal, select
local setmetatable, tostring, tonumber, load = setmetatable, tostring, tonumber, load
local find, sub, format, byte, gmatch = string.find, string.sub, string.format, string.byte, string.gmatch
local mathtype, tointeger = math.type, math.tointeger
local getmt, getinfo, getlocal = debug.getmetatable, debug.getinfo, debug.getlocal
local P, K = {}, {
 host = host, native = native, fs = fs, G = G, string = string, table = table, os = os, type = type, error = error,
 next = next, pcall = pcall, rawget = rawget, rawlen = rawlen, select = select, tostring = tostring, tonumber = tonumber,
 load = load, setmetatable = setmetatable, find = find, sub = sub, format = format, byte = byte, gmatch = gmatch,
 match = string.match, gsub = string.gsub, rep = string.rep, lower = string.lower, upper = string.upper, char = string.char,
 dump = string.dump, concat = table.concat, sort = table.sort, move = table.move, unpack = table.unpack,
 floor = math.floor, ceil = math.ceil, fmod = math.fmod, ult = math.ult, atan = math.atan, abs = math.abs,
 maxinteger = math.maxinteger, mininteger = math.mininteger, huge = math.huge, mathtype = mathtype, tointeger = tointeger,
 utf8len = utf8 and utf8.len, getmt = getmt, getinfo = getinfo, open = io and io.open, setlocale = os and os.setlocale,
 osremove = os and os.remove, osrename = os and os.rename,
}

-- Argument errors. `level` is the level of the library function, counted from the function that takes it.

local function typename(v)
 local mt = getmt(v)
 local name = mt and rawget(mt, "__name")
 return type(name) == "string" and name or type(v)
end

local function raise(level, n, fname, extra)
 local i, name = getinfo(level, "nt"), nil
 if i.istailcall and K.first then
  -- The function was entered through its stub (see `ondemand`), which knew how it was called.
  i, K.first = K.first, nil
 end
 local method = i.namewhat == "method"
 if i.namewhat == "" and not i.istailcall then
  -- A rewritten method call, `(o.m or _P.mi(o, "m"))(o)`, has no name and a Lua function as its caller.
  local caller = getinfo(level + 1, "S")
  method = caller ~= nil and caller.what ~= "C"
 end
 name = i.name or fname
 if method then
  n = n - 1
  if n == 0 then error(format("calling '%s' on bad self (%s)", name, extra), level + 1) end
 end
 error(format("bad argument #%d to '%s' (%s)", n, name, extra), level + 1)
end

local function wrong(level, n, fname, expected, v)
 local got = typename(v)
 -- Library functions take `...`, so a missing argument can be told from nil.
 if v == nil and getinfo(level, "u").isvararg and not getlocal(level, -n) then got = "no value" end
 raise(level + 1, n, fname, expected .. " expected, got " .. got)
end

local function fail(n, fname, extra)
 raise(3, n, fname, extra)
end

local function str(v, n, fname)
 local t = type(v)
 if t == "string" then return v end
 if t == "number" then return tostring(v) end
 wrong(3, n, fname, "string", v)
end

local function int(v, n, fname)
 local i = mathtype(v) == "integer" and v or tointeger(type(v) == "string" and tonumber(v) or v)
 if i then return i end
 if type(v) == "number" or type(v) == "string" and tonumber(v) then
  raise(3, n, fname, "number has no integer representation")
 end
 wrong(3, n, fname, "number", v)
end

local function check(kind, v, n, fname)
 if type(v) ~= kind then wrong(3, n, fname, kind, v) end
end

local function meta(v, event)
 local mt = getmt(v)
 return mt and rawget(mt, event)
end

K.K, K.P, K.typename, K.wrong, K.fail, K.str, K.int, K.check, K.meta = K, P, typename, wrong, fail, str, int, check, meta

-- Puts functions into a table whose text is compiled when the first of them is called. Until then each is a stub; then
-- the real functions take the stubs' places, and a stub that a script has kept goes on calling the real one.
local function ondemand(lib, title, names, text)
 local stubs, made = {}, nil
 for name in gmatch(names, "%S+") do
  local f
  local function stub(...)
   if not f then
    if not made then
     made = load(text, title, "t", K)()
     for k, v in next, made do
      if rawequal(rawget(lib, k), stubs[k]) then rawset(lib, k, v) end
     end
     text = nil
    end
    f, K.first = made[name], getinfo(1, "n")
   end
   return f(...)
  end
  stubs[name] = stub
  rawset(lib, name, stub)
 end
end
K.ondemand = ondemand

-- What emitted code calls.

P.str = tostring
P.pack = table.pack

function P.coal(a, b)
 if a == nil then return b end
 return a
end

function P.cmp(a, b)
 if a == b then return 0 end
 local t, u = type(a), type(b)
 if t ~= u or t ~= "number" and t ~= "string" then
  if meta(a, "__lt") == nil and meta(b, "__lt") == nil then
   t, u = typename(a), typename(b)
   error(t == u and format("attempt to compare two %s values", t) or format("attempt to compare %s with %s", t, u), 2)
  end
 end
 if a < b then return -1 end
 return 1
end

function P.ipow(x, p)
 local n = mathtype(p) == "integer" and p or tointeger(tonumber(p))
 if not n then
  if tonumber(p) then error("number has no integer representation", 2) end
  error(format("attempt to perform arithmetic on a %s value", typename(p)), 2)
 end
 if type(x) ~= "number" and meta(x, "__mul") == nil or type(x) == "string" and not tonumber(x) then
  error(format("attempt to perform arithmetic on a %s value", typename(x)), 2)
 end
 local r = 1
 while n > 0 do
  if n & 1 ~= 0 then r = r * x end
  n = n >> 1
  if n > 0 then x = x * x end
 end
 return r
end

function P.in_(x, y)
 local t = type(y)
 if t == "table" then
  for _, v in next, y do
   if v == x then return true end
  end
  return false
 end
 if type(x) == "string" then
  if t == "string" then return find(y, x, 1, true) ~= nil end
  error("expected second 'in' operand to be table or string, got " .. t, 2)
 end
 error("expected second 'in' operand to be table, got " .. t, 2)
end

function P.iter(f, s, c, d)
 if type(f) == "table" then
  local mt = getmt(f)
  if mt == nil or rawget(mt, "__call") == nil then return next, f, nil, d end
 end
 return f, s, c, d
end

-- The second lookup of a method call: the table library for tables without a metatable, `__mindex` otherwise.
local function second(o, name)
 local mt, t = getmt(o), o
 if mt == nil then return table[name] end
 if type(o) ~= "table" then return nil end
 for _ = 1, 2000 do
  local link = rawget(mt, "__index")
  if link == nil then
   link = rawget(mt, "__mindex")
   if type(link) == "function" then return link(t, name) end
  end
  if type(link) ~= "table" then return nil end
  local f = rawget(link, name)
  if f ~= nil then return f end
  t, mt = link, getmt(link)
  if mt == nil then return table[name] end
 end
 error("'__mindex' chain too long; possible loop", 3)
end

local function missing(name, f)
 error(format("attempt to call a %s value (method '%s')", typename(f), name), 3)
end

function P.mi(o, name)
 if getmt(o) == nil then
  local f = table[name]
  if f ~= nil then return f end
 end
 local f = second(o, name)
 if f == nil then missing(name) end
 return f
end

-- Indexing anything else here would raise an error that names this text.
local function indexable(o)
 if meta(o, "__index") == nil and type(o) ~= "table" then
  error(format("attempt to index a %s value", typename(o)), 3)
 end
end

function P.method(o, name)
 local t = type(o)
 if t ~= "table" and t ~= "string" then indexable(o) end
 local f = o[name]
 if f ~= nil then return f end
 return (second(o, name))
end

function P.call(o, name, ...)
 local t = type(o)
 if t ~= "table" and t ~= "string" then indexable(o) end
 local f = o[name]
 if f == nil then f = second(o, name) end
 if type(f) ~= "function" and meta(f, "__call") == nil then missing(name, f) end
 return f(o, ...)
end

function P.new(X, ...)
 if type(X) ~= "table" then
  if not X then error("attempt to construct a nil value", 2) end
  indexable(X)
  if not X.new then error(format("attempt to construct a %s value", typename(X)), 2) end
 end
 local new = X.new
 if new then return new(...) end
 local o = setmetatable({}, X)
 -- The first comparison saves the call of `rawget` for all instances but the first.
 if X.__index ~= X and rawget(X, "__index") == nil then X.__index = X end
 local construct = X.__construct
 if construct then construct(o, ...) end
 return o
end

local inherited = {}
for name in gmatch("index mindex newindex gc mode len eq add sub mul mod pow div idiv band bor bxor shl shr unm bnot lt le concat call close tostring pairs", "%S+") do
 inherited[#inherited + 1] = "__" .. name
end

function P.extends(C, parent)
 if type(parent) ~= "table" then
  error("expected a class or class-like table to extend, got " .. typename(parent), 2)
 end
 for i = 1, #inherited do
  local event = inherited[i]
  local f = parent[event]
  -- `new` makes a class its own `__index`; a child that took that over would lose its methods.
  if f and not C[event] and not (event == "__index" and rawequal(f, parent)) then C[event] = f end
 end
 setmetatable(C, { __index = parent })
 C.__parent = parent
end

local function instanceof(x, C)
 local class = getmt(x)
 while class ~= nil do
  if class == C then return true end
  if type(class) ~= "table" then return false end
  class = class.__parent
 end
 return false
end
P.instanceof, G.instanceof = instanceof, instanceof

-- Metatables of whole types.

local strings = getmt("")
if strings then
 strings.__index = host.string_index or function(s, k)
  local v = string[k]
  if v == nil and mathtype(k) == "integer" then
   v = sub(s, k, k)
   if v == "" then return nil end
  end
  return v
 end
end

local function piece(v)
 local t = type(v)
 if t == "string" or t == "number" then return v end
 if t == "boolean" then return tostring(v) end
end

debug.setmetatable(true, {
 __concat = function(a, b)
  local x, y = piece(a), piece(b)
  if x and y then return x .. y end
  -- One operand is a boolean, so at most one of them has a metamethod of its own.
  local f = not x and meta(a, "__concat") or not y and meta(b, "__concat")
  if f then return f(a, b) end
  if x then a = b end
  error(format("attempt to concatenate a %s value", typename(a)), 2)
 end,
})
debug.setmetatable(coroutine.create(function() end), { __index = coroutine })
"""#
}
