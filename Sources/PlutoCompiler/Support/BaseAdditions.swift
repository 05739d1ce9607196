extension SupportLibrary {
    /// The names that ``baseAdditions`` defines as globals.
    static let baseAdditionNames = """
        dumpvar exportvar range compareversions sdiv smod udiv umod utonumber utostring wcall callonce
        """

    /// The names that ``exceptionMethods`` defines, in the table `exception`.
    static let exceptionNames = "__construct __tostring"

    /// The methods of the class `exception`.
    static let exceptionMethods = #"""
local L = {}

function L:__construct(what)
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

function L:__tostring()
 return self.where .. ": " .. tostring(self.what)
end

return L
"""#

    /// The functions that Pluto adds to the base library and that few scripts use.
    static let baseAdditions = #"""
local type, next, format, concat = type, next, format, concat
local int, str, fail = int, str, fail
local L = {}

-- The shortest decimal digits that read back as the same float.
local function roundtrip(v)
 if v ~= v then return "0/0" end
 if v == huge then return "math.huge" end
 if v == -huge then return "-math.huge" end
 for digits = 14, 17 do
  local s = format("%." .. digits .. "g", v)
  if tonumber(s) == v then
   if not find(s, "[.e]") then s = s .. ".0" end
   return s
  end
 end
end

-- Appends a value's text to `out`. Gives a message if it cannot be written.
local write

local function writetable(out, t, indent, above, export)
 if above[t] then
  if export then return "Can't export recursive table" end
  out[#out + 1] = "*RECURSION*"
  return nil
 end
 if indent > 200 then return "table is nested too deeply" end
 above[t] = true
 local name = meta(t, "__name")
 if export or type(name) ~= "string" then name = nil end
 local first, message = true, nil
 for k, v in next, t do
  if first then
   out[#out + 1] = name and "{ -- " .. name .. "\n" or "{\n"
   first = false
  end
  out[#out + 1] = rep("\t", indent) .. "["
  message = write(out, k, indent + 1, above, export, true)
  if message then return message end
  out[#out + 1] = "] = "
  message = write(out, v, indent + 1, above, export)
  if message then return message end
  out[#out + 1] = ",\n"
 end
 above[t] = nil
 if not first then
  out[#out + 1] = rep("\t", indent - 1) .. "}"
 else
  out[#out + 1] = name and "{ --[[ " .. name .. " ]] }" or "{}"
 end
 return nil
end

function write(out, v, indent, above, export, key)
 local t = type(v)
 local text
 if t == "table" then return writetable(out, v, indent, above, export) end
 if t == "string" then
  text = quote(v)
  if not export and not key then text = "string(" .. #v .. ") " .. text end
 elseif t == "number" and export then
  if mathtype(v) == "float" then
   text = roundtrip(v)
  elseif v == mininteger then
   -- Its digits alone would be read as a float.
   text = "math.mininteger"
  end
 elseif t == "function" then
  local ok, code = pcall(dump, v)
  if ok then
   text = (export and "load" or "function ") .. quote(code)
  elseif export then
   return "Can't export C function"
  end
 elseif export and t ~= "nil" and t ~= "boolean" and t ~= "number" then
  return "can not export variables of type " .. t
 end
 out[#out + 1] = text or tostring(v)
 return nil
end

function L.dumpvar(...)
 if select("#", ...) == 0 then return "(no value)" end
 local out = {}
 local message = write(out, (...), 1, {}, false)
 if message then error(message, 2) end
 return concat(out)
end

function L.exportvar(...)
 if select("#", ...) == 0 then fail(1, "exportvar", "value expected") end
 local out = {}
 local message = write(out, (...), 1, {}, true)
 if message then error(message, 2) end
 return concat(out)
end

function L.range(...)
 local a, b, step = ...
 a = int(a, 1, "range")
 if b ~= nil then
  b = int(b, 2, "range")
  step = step == nil and 1 or int(step, 3, "range")
 else
  a, b, step = 1, a, 1
 end
 if step == 0 then fail(3, "range", "the step is zero") end
 local t = {}
 if step < 0 or b < a then return t end
 -- `b - a` may exceed the integers, and then it is negative.
 local count = b - a
 if count < 0 or count // step >= 0x8000000 then error("too many elements in a range", 2) end
 local n = 0
 for i = a, b, step do
  n = n + 1
  t[n] = i
 end
 return t
end

-- Compares digit strings of any length by value, other strings by their bytes.
local function natural(a, b)
 if find(a, "^%d") and find(b, "^%d") then
  a, b = gsub(a, "^0+", ""), gsub(b, "^0+", "")
  if #a ~= #b then return #a < #b and -1 or 1 end
 end
 return a == b and 0 or a < b and -1 or 1
end

local function release(v)
 local numbers, suffix = match(v, "^%s*[vV]?([%d.]*)([^+]*)")
 local parts = {}
 for digits in gmatch(numbers, "%d+") do parts[#parts + 1] = digits end
 return parts, suffix
end

function L.compareversions(...)
 local a, b = ...
 local x, xsuffix = release(str(a, 1, "compareversions"))
 local y, ysuffix = release(str(b, 2, "compareversions"))
 for i = 1, #x > #y and #x or #y do
  local order = natural(x[i] or "0", y[i] or "0")
  if order ~= 0 then return order end
 end
 if xsuffix == ysuffix then return 0 end
 -- A release comes after its pre-releases.
 if xsuffix == "" then return 1 end
 if ysuffix == "" then return -1 end
 local words = {}
 for word in gmatch(gsub(ysuffix, "%f[%d]%d+", "\0%0\0"), "[^\0]+") do words[#words + 1] = word end
 local i = 0
 for word in gmatch(gsub(xsuffix, "%f[%d]%d+", "\0%0\0"), "[^\0]+") do
  i = i + 1
  if not words[i] then return 1 end
  local order = natural(word, words[i])
  if order ~= 0 then return order end
 end
 return words[i + 1] and -1 or 0
end

function L.sdiv(...)
 local a, b = ...
 a, b = int(a, 1, "sdiv"), int(b, 2, "sdiv")
 if b == 0 then error("attempt to divide by zero", 2) end
 return (a - fmod(a, b)) // b
end

function L.smod(...)
 local a, b = ...
 a, b = int(a, 1, "smod"), int(b, 2, "smod")
 if b == 0 then error("attempt to divide by zero", 2) end
 return fmod(a, b)
end

local function unsigned(a, b)
 if b < 0 then return ult(a, b) and 0 or 1 end
 if a >= 0 then return a // b end
 local q = (a >> 1) // b << 1
 if not ult(a - q * b, b) then q = q + 1 end
 return q
end

function L.udiv(...)
 local a, b = ...
 a, b = int(a, 1, "udiv"), int(b, 2, "udiv")
 if b == 0 then error("attempt to divide by zero", 2) end
 return unsigned(a, b)
end

function L.umod(...)
 local a, b = ...
 a, b = int(a, 1, "umod"), int(b, 2, "umod")
 if b == 0 then error("attempt to divide by zero", 2) end
 return a - unsigned(a, b) * b
end

-- A function with the numeric part of the locale set to C while it runs.
local function unlocalized(f)
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
L.utonumber, L.utostring = unlocalized(number), unlocalized(tostring)

function L.wcall(...)
 local f = ...
 check("function", f, 1, "wcall")
 local outer, mine = K.warnings, {}
 K.warnings = mine
 local ok, e = pcall(f)
 K.warnings = outer
 if not ok then error(e, 0) end
 return concat(mine)
end

-- `callonce(f, site, chunk)`: the translator gives each call a number that is its own in the chunk, and each load of
-- the chunk a table; without them the caller's source and line are the key.
local sites, unset = setmetatable({}, { __mode = "k" }), {}
function L.callonce(...)
 local f, site, chunk = ...
 check("function", f, 1, "callonce")
 if chunk == nil then
  local i = getinfo(2, "Sl")
  chunk, site = i.source, site or -i.currentline
 end
 local made = sites[chunk]
 if not made then
  made = {}
  sites[chunk] = made
 end
 local v = made[site]
 if v == nil then
  v = f()
  made[site] = v == nil and unset or v
 elseif v == unset then
  v = nil
 end
 return v
end

return L
"""#

    /// The function that Pluto adds to the coroutine library.
    static let coroutineLibrary = #"""
local resume, error = resume, error

local function values(ok, ...)
 if ok then return ... end
 error((...), 0)
end

return {
 xresume = function(...)
  local co = ...
  check("thread", co, 1, "xresume")
  return values(resume(...))
 end,
}
"""#
}
