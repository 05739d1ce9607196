extension SupportLibrary {
    /// The beginning of the support chunk: captured functions, argument errors, on-demand pieces, and the `_P` table.
    ///
    /// Every function of Lua that the support uses is captured here, before any script runs, so that scripts may
    /// assign the globals as they like. `K` is the environment of the pieces that are compiled on demand. Error levels
    /// are counted so that a message names the line of the script, never a line of this text.
    ///
    /// Source: Lua 5.4 manual, sections 2.3 and 6.1.
    static let kernel = #"""
local host = ...
if host == nil then host = {} end
local native, fs = host.natives or {}, host.fs or {}
local G, string, table, math, io, os, coroutine = _G, string, table, math, io, os, coroutine
local type, error, next, pcall, select, tostring, tonumber, load = type, error, next, pcall, select, tostring, tonumber, load
local rawget, rawset, rawequal, setmetatable = rawget, rawset, rawequal, setmetatable
local find, sub, format, byte, gmatch = string.find, string.sub, string.format, string.byte, string.gmatch
local mathtype, tointeger, package, debug = math.type, math.tointeger, package, debug
local getmt, getinfo = debug.getmetatable, debug.getinfo
local P, K = {}, {
 host = host, fs = fs, string = string, table = table, package = package, type = type, error = error, next = next,
 pcall = pcall, select = select, tostring = tostring, tonumber = tonumber, load = load, loadfile = loadfile, rawlen = rawlen,
 rawequal = rawequal, setmetatable = setmetatable,
 find = find, sub = sub, format = format, byte = byte, gmatch = gmatch, match = string.match, gsub = string.gsub,
 rep = string.rep, lower = string.lower, upper = string.upper, char = string.char, dump = string.dump,
 concat = table.concat, sort = table.sort, unpack = table.unpack, resume = coroutine.resume,
 floor = math.floor, ceil = math.ceil, fmod = math.fmod, ult = math.ult, atan = math.atan, abs = math.abs,
 maxinteger = math.maxinteger, mininteger = math.mininteger, huge = math.huge, mathtype = mathtype,
 tointeger = tointeger, utf8len = utf8 and utf8.len, searchpath = package.searchpath,
 getinfo = getinfo, getlocal = debug.getlocal,
 open = io and io.open, stdin = io and io.stdin, fileread = io and io.stdin.read, fileclose = io and io.stdin.close,
 setlocale = os and os.setlocale, osremove = os and os.remove, osrename = os and os.rename,
}

-- Puts functions into a table whose text is compiled when the first of them is called. Until then each is a stub; then
-- the real functions take the stubs' places, and a stub that a script has kept goes on calling the real one.
local function ondemand(lib, title, names, text)
 local stubs, made = {}, nil
 local function make()
  local chunk, message = load(text or host.piece(title), "=[pluto " .. title .. "]", "t", K)
  if not chunk then error(message, 0) end
  made = chunk()
  for k, v in next, made do
   if rawequal(rawget(lib, k), stubs[k]) then rawset(lib, k, v) end
  end
  text = nil
  -- The real function is entered by a tail call and cannot see how the script called it.
  if lib ~= K then K.first = getinfo(2, "n") end
 end
 for name in gmatch(names, "[%w_]+") do
  local function stub(...)
   if not made then make() end
   return made[name](...)
  end
  stubs[name] = stub
  rawset(lib, name, stub)
 end
 return make
end

if host.sort then
 native.sort = host.sort(table.sort)
end

-- Puts the host's C functions into a table. Gives the names that it has none for.
local function lacking(lib, names)
 local rest = ""
 for name in gmatch(names, "%w+") do
  if native[name] then lib[name] = native[name] else rest = rest .. " " .. name end
 end
 return rest
end

-- From words like `name:primitive,primitive` the names of those whose primitives the host has.
local function possible(words)
 local names = ""
 for name, needs in gmatch(words, "(%w+):(%S*)") do
  local there = true
  for need in gmatch(needs, "%w+") do there = there and fs[need] end
  if there then names = names .. " " .. name end
 end
 return names
end

-- Checks of arguments. They are called by the library function itself: its level is counted from there.

local function str(v, n, fname)
 local t = type(v)
 if t == "string" then return v end
 if t == "number" then return tostring(v) end
 K.wrong(3, n, fname, "string", v)
end

local function int(v, n, fname)
 local i = mathtype(v) == "integer" and v or tointeger(type(v) == "string" and tonumber(v) or v)
 if i then return i end
 K.nointeger(3, n, fname, v)
end

local function check(kind, v, n, fname)
 if type(v) ~= kind then K.wrong(3, n, fname, kind, v) end
end

local function meta(v, event)
 local mt = getmt(v)
 return mt and rawget(mt, event)
end

K.K, K.P, K.str, K.int, K.check, K.meta = K, P, str, int, check, meta

-- What emitted code calls.

P.str = tostring
P.pack = table.pack

function P.coal(a, b)
 if a == nil then return b end
 return a
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
local function second(o, name, level)
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
 error("'__mindex' chain too long; possible loop", level or 3)
end

local function missing(name, f, level)
 error(format("attempt to call a %s value (method '%s')", K.typename(f), name), level or 3)
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

-- The host's function looks at plain tables itself; it stands between the script and the function that it calls.
if host.method_lookup then
 P.mi = host.method_lookup(table, function(o, name)
  local f = second(o, name, 4)
  if f == nil then missing(name, nil, 4) end
  return f
 end)
end

-- Indexing anything else here would raise an error that names this text.
local function indexable(o)
 if meta(o, "__index") == nil and type(o) ~= "table" then
  error(format("attempt to index a %s value", K.typename(o)), 3)
 end
end

function P.method(o, name)
 local t = type(o)
 if t ~= "table" and t ~= "string" then indexable(o) end
 local f = o[name]
 if f ~= nil then return f end
 return (second(o, name))
end

-- `P.find(o, name)(P.found(), ...)` calls a method: `find` keeps the object until `found` gives it back, with nothing
-- between but what a collection may run, which leaves the stack as it was.
local objects, count = {}, 0

function P.find(o, name)
 local t = type(o)
 if t ~= "table" and t ~= "string" then indexable(o) end
 local f = o[name]
 if f == nil then f = second(o, name) end
 if type(f) ~= "function" and meta(f, "__call") == nil then missing(name, f) end
 count = count + 1
 objects[count] = o
 return f
end

function P.found()
 local o = objects[count]
 objects[count] = nil
 count = count - 1
 return o
end

function P.call(o, name, ...)
 local t = type(o)
 if t ~= "table" and t ~= "string" then indexable(o) end
 local f = o[name]
 if f == nil then f = second(o, name) end
 if type(f) ~= "function" and meta(f, "__call") == nil then missing(name, f) end
 return f(o, ...)
end

-- Fails if a value cannot be constructed; `level` is that of the script.
local function constructible(X, level)
 if not X then error("attempt to construct a nil value", level) end
 if meta(X, "__index") == nil then error(format("attempt to index a %s value", K.typename(X)), level) end
 if not X.new then error(format("attempt to construct a %s value", K.typename(X)), level) end
end

-- What stands around the class in a tail call of `new`, whose errors could not name their line.
function P.class(X)
 if type(X) ~= "table" then constructible(X, 3) end
 return X
end

function P.new(X, ...)
 if type(X) ~= "table" then constructible(X, 3) end
 local new = X.new
 if new then return new(...) end
 local o = setmetatable({}, X)
 -- The first comparison saves the call of `rawget` for all instances but the first.
 if X.__index ~= X and rawget(X, "__index") == nil then X.__index = X end
 local construct = X.__construct
 if construct then construct(o, ...) end
 return o
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
  error(format("attempt to concatenate a %s value", K.typename(a)), 2)
 end,
})
debug.setmetatable(coroutine.create(function() end), { __index = coroutine })
"""#
}
