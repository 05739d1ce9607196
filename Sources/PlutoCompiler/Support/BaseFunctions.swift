extension SupportLibrary {
    /// The functions of the base library that Pluto changes, and the small ones that it adds.
    ///
    /// `host.natives` may give C functions for those that only wrap one of Lua's: they are faster, and their errors
    /// are Lua's own. What stands here is for a state without such a host.
    ///
    /// Source: Lua 5.4 manual, section 6.1.
    static let baseFunctions = #"""
G._PVERSION = host.version or "Pluto 0.13.0"
G.utostring, G.utonumber = tostring, tonumber

local getmetatable = getmetatable
G.getmetatable = native.getmetatable or function(...)
 local v = ...
 -- The metatable of booleans exists for `..` alone and is not for scripts to see.
 if v == true or v == false then return nil end
 if v == nil and select("#", ...) == 0 then fail(1, "getmetatable", "value expected") end
 return (getmetatable(v))
end

G.assert = native.assert or function(...)
 local v, message = ...
 if v then return ... end
 local n = select("#", ...)
 if n == 0 then fail(1, "assert", "value expected") end
 if n == 1 then message = "assertion failed!" end
 error(message, 2)
end

-- Reads what Pluto's numerals have beyond Lua's: binary and octal digits, wrapping like hexadecimal ones.
local function prefixed(s)
 local sign, digits = K.match(s, "^%s*([-+]?)0[bB]([01]+)%s*$")
 local shift = 1
 if not digits then
  sign, digits = K.match(s, "^%s*([-+]?)0o([0-7]+)%s*$")
  shift = 3
  if not digits then return nil end
 end
 local n = 0
 for i = 1, #digits do n = n << shift | byte(digits, i) - 48 end
 return sign == "-" and -n or n
end

local function number(...)
 local v, base = ...
 if base ~= nil then
  base = int(base, 2, "tonumber")
  if type(v) ~= "string" then wrong(2, 1, "tonumber", "string", v) end
  if base < 2 or base > 36 then fail(2, "tonumber", "base out of range") end
  return tonumber(v, base)
 end
 local n = tonumber(v)
 if n then return n end
 if type(v) == "string" then return prefixed(v) end
 if v == nil and select("#", ...) == 0 then fail(1, "tonumber", "value expected") end
 return nil
end
G.tonumber = native.tonumber or number

-- A function with the numeric part of the locale set to C while it runs.
local function unlocalized(f)
 local setlocale = K.setlocale
 return function(...)
  local old = setlocale and setlocale(nil, "numeric")
  if old == nil or old == "C" or old == "POSIX" then return f(...) end
  setlocale("C", "numeric")
  local ok, v = pcall(f, ...)
  setlocale(old, "numeric")
  if not ok then error(v, 2) end
  return v
 end
end
K.unlocalized = unlocalized
G.utonumber = unlocalized(G.tonumber)
G.utostring = unlocalized(tostring)

local warn, warnings = warn, nil
local function warning(...)
 for i = 1, select("#", ...) do str((select(i, ...)), i, "warn") end
 if select("#", ...) == 0 then wrong(2, 1, "warn", "string") end
 if warnings then
  warnings[#warnings + 1] = K.concat({ ... }) .. "\n"
 elseif warn then
  warn(...)
 end
end
G.warn = warning

function G.wcall(...)
 local f = ...
 check("function", f, 1, "wcall")
 local outer, mine = warnings, {}
 warnings = mine
 local ok, e = pcall(f)
 warnings = outer
 if not ok then error(e, 0) end
 return K.concat(mine)
end

-- `callonce(f, site)`: the translator gives each call its own number; without one the caller's line is the key.
local sites, unset = {}, {}
function G.callonce(...)
 local f, site = ...
 check("function", f, 1, "callonce")
 local i = getinfo(2, "Sl")
 local made = sites[i.source]
 if not made then
  made = {}
  sites[i.source] = made
 end
 if site == nil then site = -i.currentline end
 local v = made[site]
 if v == nil then
  v = f()
  made[site] = v == nil and unset or v
 elseif v == unset then
  v = nil
 end
 return v
end

local exception = { __name = "pluto:exception" }
G.exception = exception
function exception:__construct(what)
 -- The line is that of `new`, through the constructors of any derived classes.
 local level, new = 2, P.new
 repeat
  local i = getinfo(level, "f")
  if not i then error("an exception is made by 'new exception(...)'", 2) end
  level = level + 1
 until i.func == new
 local i = getinfo(level, "Sl")
 self.what = what
 self.where = i and i.short_src .. ":" .. i.currentline or "?"
 error(self, 0)
end
function exception:__tostring()
 return self.where .. ": " .. tostring(self.what)
end

coroutine.xresume = native.xresume or (function()
 local resume = coroutine.resume
 local function unwrap(ok, ...)
  if ok then return ... end
  error((...), 0)
 end
 return function(...)
  local co = ...
  check("thread", co, 1, "xresume")
  return unwrap(resume(...))
 end
end)()
"""#
}
