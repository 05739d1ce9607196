extension SupportLibrary {
    /// The names that ``stringLibrary`` defines, in the table `string`.
    static let stringNames = """
        split partition strip lstrip rstrip startswith endswith contains replace truncate casefold isascii islower \
        isupper isalpha isalnum iswhitespace rfind formatint tohex fromhex span uformat
        """

    /// The functions that Pluto adds to the string library, and those of Lua's that it changes.
    ///
    /// Source: Lua 5.4 manual, section 6.4.
    static let stringLibrary = #"""
local type, find, sub, match, gsub, format, byte, concat = type, find, sub, match, gsub, format, byte, concat
local str, int, fail = str, int, fail
local L = {}

function L.split(...)
 local s, sep, limit = ...
 s = str(s, 1, "split")
 sep = sep == nil and "," or str(sep, 2, "split")
 limit = limit == nil and maxinteger or int(limit, 3, "split")
 local parts, n, i = {}, 0, 1
 if sep == "" then
  local last = #s
  while i < last and n < limit - 1 do
   n = n + 1
   parts[n] = sub(s, i, i)
   i = i + 1
  end
  if i <= last then parts[n + 1] = sub(s, i) end
  return parts
 end
 while n < limit - 1 do
  local a, b = find(s, sep, i, true)
  if not a then break end
  n = n + 1
  parts[n] = sub(s, i, a - 1)
  i = b + 1
 end
 parts[n + 1] = sub(s, i)
 return parts
end

function L.partition(...)
 local s, sep, fromright = ...
 s, sep = str(s, 1, "partition"), str(sep, 2, "partition")
 local a = find(s, sep, 1, true)
 if not a then return nil, nil end
 if fromright then
  local later = a
  while later do
   a = later
   later = find(s, sep, a + 1, true)
  end
 end
 return sub(s, 1, a - 1), sub(s, a + #sep)
end

local blanks = "[ \n\r\t\v\0]"
local function set(chars)
 return "[" .. gsub(chars, "%W", "%%%0") .. "]"
end

local function stripped(left, right, s, chars)
 if chars == "" then return s end
 local class = chars and set(chars) or blanks
 local a, b = 1, #s
 if left then
  local _, last = find(s, "^" .. class .. "*")
  a = last + 1
 end
 if right then
  while b >= a and find(s, class, b) == b do b = b - 1 end
 end
 return sub(s, a, b)
end

function L.strip(...)
 local s, chars = ...
 return (stripped(true, true, str(s, 1, "strip"), chars ~= nil and str(chars, 2, "strip")))
end

function L.lstrip(...)
 local s, chars = ...
 return (stripped(true, false, str(s, 1, "lstrip"), chars ~= nil and str(chars, 2, "lstrip")))
end

function L.rstrip(...)
 local s, chars = ...
 return (stripped(false, true, str(s, 1, "rstrip"), chars ~= nil and str(chars, 2, "rstrip")))
end

function L.startswith(...)
 local s, p = ...
 s, p = str(s, 1, "startswith"), str(p, 2, "startswith")
 return sub(s, 1, #p) == p
end

function L.endswith(...)
 local s, p = ...
 s, p = str(s, 1, "endswith"), str(p, 2, "endswith")
 return #p <= #s and sub(s, #s - #p + 1) == p
end

function L.contains(...)
 local s, p = ...
 return find(str(s, 1, "contains"), str(p, 2, "contains"), 1, true) ~= nil
end

function L.replace(...)
 local s, old, new, max = ...
 s, old, new = str(s, 1, "replace"), str(old, 2, "replace"), str(new, 3, "replace")
 max = max == nil and 0 or int(max, 4, "replace")
 if old == "" then fail(2, "replace", "the text to replace is empty") end
 if max < 0 then fail(4, "replace", "the maximum is negative") end
 if max == 0 then max = maxinteger end
 local parts, n, i = {}, 0, 1
 while n < max do
  local a, b = find(s, old, i, true)
  if not a then break end
  n = n + 1
  parts[n] = sub(s, i, a - 1)
  i = b + 1
 end
 if n == 0 then return s end
 parts[n + 1] = sub(s, i)
 return concat(parts, new)
end

function L.truncate(...)
 local s, n, dots = ...
 s, n = str(s, 1, "truncate"), int(n, 2, "truncate")
 if n < 0 or n >= #s then return s end
 if dots and n >= 3 then return sub(s, 1, n - 3) .. "..." end
 return sub(s, 1, n)
end

function L.casefold(...)
 local a, b = ...
 return lower(str(a, 1, "casefold")) == lower(str(b, 2, "casefold"))
end

for name, other in next, {
 isascii = "[\128-\255]", islower = "%L", isupper = "%U", isalpha = "%A", isalnum = "%W", iswhitespace = "%S",
} do
 L[name] = function(...)
  local s = ...
  return not find(str(s, 1, name), other)
 end
end

function L.rfind(...)
 local s, pattern, init, plain = ...
 s, pattern = str(s, 1, "rfind"), str(pattern, 2, "rfind")
 local n = #s
 init = init == nil and n + 1 or int(init, 3, "rfind")
 if init < 0 then init = init < -n and 1 or n + 1 + init end
 if init > n + 1 then return nil end
 if plain then
  local a, b, from = nil, nil, 1
  while true do
   local c, d = find(s, pattern, from, true)
   if not c or c >= init then return a, b end
   a, b, from = c, d, c + 1
  end
 end
 if byte(pattern) ~= 94 then pattern = "^" .. pattern end
 for i = init - 1, 1, -1 do
  local ok, a, b, capture = pcall(find, s, pattern, i)
  if not ok then error(a, 2) end
  if capture ~= nil then return nil end
  if a then return a, b end
 end
 return nil
end

function L.formatint(...)
 local v, sep, group = ...
 if mathtype(v) ~= "integer" and type(v) ~= "string" then wrong(2, 1, "formatint", "integer or string of digits", v) end
 sep = sep == nil and "," or str(sep, 2, "formatint")
 group = group == nil and 3 or int(group, 3, "formatint")
 if group < 1 then fail(3, "formatint", "the group size must be positive") end
 local sign, digits = match(tostring(v), "^([-+]?)(%d+)$")
 if not digits then fail(1, "formatint", "not an integer: '" .. v .. "'") end
 local parts, first = {}, #digits % group
 if group > #digits then return sign .. digits end
 if first > 0 then parts[1] = sub(digits, 1, first) end
 for i = first + 1, #digits, group do parts[#parts + 1] = sub(digits, i, i + group - 1) end
 return sign .. concat(parts, sep)
end

local hexadecimal = {}
for _, digits in next, { "%02x", "%02X" } do
 local t = {}
 for i = 0, 255 do t[char(i)] = format(digits, i) end
 hexadecimal[digits] = t
end

function L.tohex(...)
 local s, spaces, upper = ...
 s = gsub(str(s, 1, "tohex"), ".", hexadecimal[upper and "%02X" or "%02x"])
 if spaces then s = sub(gsub(s, "..", "%0 "), 1, -2) end
 return s
end

function L.fromhex(...)
 local s = ...
 s = gsub(str(s, 1, "fromhex"), "%s+", "")
 if #s % 2 ~= 0 or find(s, "%X") then fail(1, "fromhex", "hexadecimal digits in pairs expected") end
 return (gsub(s, "..", function(pair) return char(tonumber(pair, 16)) end))
end

function L.span(...)
 local s, start, length = ...
 s, start = str(s, 1, "span"), int(start, 2, "span")
 local n = #s
 length = length == nil and n or int(length, 3, "span")
 if start < 0 then start = start < -n and 1 or n + 1 + start elseif start == 0 then start = 1 end
 if length <= 0 or start > n then return "" end
 if length > n - start then return sub(s, start) end
 return sub(s, start, start + length - 1)
end

-- Of Lua's own functions, those that Pluto changes. A host's C functions may stand in their place: they are faster.


local function onebyte(s, i, f)
 local n = #s
 i = i ~= nil and tointeger(i) or 0
 if i == 0 then return f(s) end
 if i < 0 then i = n + 1 + i end
 if i < 1 or i > n then return s end
 return sub(s, 1, i - 1) .. f(sub(s, i, i)) .. sub(s, i + 1)
end

function L.upper(...)
 local s, i = ...
 if i == nil and type(s) == "string" then return (upper(s)) end
 return onebyte(str(s, 1, "upper"), i, upper)
end

function L.lower(...)
 local s, i = ...
 if i == nil and type(s) == "string" then return (lower(s)) end
 return onebyte(str(s, 1, "lower"), i, lower)
end

-- `format` with `%Q`, which becomes `%s` with the quoted text.
local function quoting(f, ...)
 local values, n, i, bad = { ... }, select("#", ...), 0, nil
 f = gsub(f, "%%[-+ #0-9.]*(.)", function(c)
  if c == "%" then return nil end
  i = i + 1
  if c == "Q" then
   local v, ok = values[i], true
   if type(v) == "string" then v = quote(v) elseif i <= n then ok, v = pcall(format, "%q", v) end
   if not ok then bad = bad or i end
   values[i] = v
   return "%s"
  end
 end)
 if bad then return false, "bad argument #" .. bad + 1 .. " to '?' (value has no literal form)" end
 return pcall(format, f, unpack(values, 1, n))
end

-- Formats; gives true and the text, or false and the error.
local function attempt(...)
 local f = ...
 local ok, v = pcall(format, ...)
 if not ok and type(f) == "string" and find(f, "%%[^%%]*Q") then return quoting(...) end
 return ok, v
end

-- An error from `pcall` lacks position and name; one from a `__tostring` is complete.
local function refused(fname, v)
 if type(v) == "string" then
  local n, extra = match(v, "^bad argument #(%d+) to '%?' %((.*)%)$")
  if n then raise(3, tointeger(tonumber(n)), fname, extra) end
  if find(v, "^invalid ") then error(v, 3) end
 end
 error(v, 0)
end

function L.format(...)
 local ok, v = attempt(...)
 if not ok then refused("format", v) end
 return v
end

function L.uformat(...)
 local old = setlocale and setlocale(nil, "numeric")
 if old and old ~= "C" then setlocale("C", "numeric") end
 local ok, v = attempt(...)
 if old and old ~= "C" then setlocale(old, "numeric") end
 if not ok then refused("uformat", v) end
 return v
end

return L
"""#
}
