extension SupportLibrary {
    /// The names that ``argumentErrors`` defines, for the other pieces.
    static let argumentErrorNames = "typename raise wrong nointeger fail prefixed quote"

    /// What only failing calls need: the messages of argument errors.
    ///
    /// `level` is the level of the library function, counted from the function that takes it.
    ///
    /// Source: Lua 5.4 manual, section 5.1 (`luaL_argerror`, `luaL_typeerror`).
    static let argumentErrors = #"""
local getinfo, getlocal, error, format, find, match, sub = getinfo, getlocal, error, format, find, match, sub
local L = {}

local function typename(v)
 local name = meta(v, "__name")
 return type(name) == "string" and name or type(v)
end
L.typename = typename

local function raise(level, n, fname, extra)
 local i = getinfo(level, "nt")
 if i.istailcall and K.first then
  -- The function was entered through its stub (see `ondemand`), which knew how it was called.
  i, K.first = K.first, nil
 end
 local method, name = i.namewhat == "method", i.name or fname
 if i.namewhat == "" and not i.istailcall then
  -- A rewritten method call, `(o.m or _P.mi(o, "m"))(o)`, has no name and a Lua function as its caller.
  local caller = getinfo(level + 1, "S")
  method = caller ~= nil and caller.what ~= "C"
 elseif i.istailcall then
  -- So ends `_P.call`, and `return s:split(x)`: a method call most likely, if it can be one.
  method = n > 1 and (string[fname] or table[fname]) ~= nil
 end
 if method then
  n = n - 1
  if n == 0 then error(format("calling '%s' on bad self (%s)", name, extra), level + 1) end
 end
 error(format("bad argument #%d to '%s' (%s)", n, name, extra), level + 1)
end
L.raise = raise

local function wrong(level, n, fname, expected, v)
 local got = typename(v)
 -- Library functions take `...`, so a missing argument can be told from nil.
 if v == nil and getinfo(level, "u").isvararg and not getlocal(level, -n) then got = "no value" end
 raise(level + 1, n, fname, expected .. " expected, got " .. got)
end
L.wrong = wrong

function L.nointeger(level, n, fname, v)
 if type(v) == "number" or type(v) == "string" and tonumber(v) then
  raise(level + 1, n, fname, "number has no integer representation")
 end
 wrong(level + 1, n, fname, "number", v)
end

function L.fail(n, fname, extra)
 raise(3, n, fname, extra)
end

-- Reads what Pluto's numerals have beyond Lua's: binary and octal digits, wrapping like hexadecimal ones.
function L.prefixed(s)
 local shift, sign, digits = 1, match(s, "^%s*([-+]?)0[bB]([01]+)%s*$")
 if not digits then
  shift, sign, digits = 3, match(s, "^%s*([-+]?)0o([0-7]+)%s*$")
  if not digits then return nil end
 end
 local n = 0
 for i = 1, #digits do n = n << shift | byte(digits, i) - 48 end
 return sign == "-" and -n or n
end

-- Like `%q`, with bytes that are not valid UTF-8 as decimal escapes.
function L.quote(s)
 s = format("%q", s)
 if not utf8len or utf8len(s) then return s end
 local parts, i = {}, 1
 while true do
  local ok, bad = utf8len(s, i)
  if ok then
   parts[#parts + 1] = sub(s, i)
   return concat(parts)
  end
  parts[#parts + 1] = sub(s, i, bad - 1)
  local digit = find(s, "^%d", bad + 1)
  parts[#parts + 1] = format(digit and "\\%03d" or "\\%d", byte(s, bad))
  i = bad + 1
 end
end

return L
"""#
}
