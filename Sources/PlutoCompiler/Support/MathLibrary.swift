extension SupportLibrary {
    /// The names that ``mathLibrary`` defines, in the table `math`.
    static let mathNames = "round trunc isnan clz ctz popcnt cbrt hypot atan2"

    /// The functions that Pluto adds to the math library.
    ///
    /// Source: Lua 5.4 manual, section 6.7.
    static let mathLibrary = #"""
local int, mathtype, floor, abs = int, mathtype, floor, abs
local L = {}

local function num(v, n, fname)
 local x = tonumber(v)
 if not x then wrong(3, n, fname, "number", v) end
 return x
end

function L.round(...)
 local x = ...
 x = num(x, 1, "round")
 if mathtype(x) == "integer" then return x end
 local a = abs(x)
 local n = floor(a)
 -- Not `floor(a + 0.5)`: the sum rounds up for the float just below one half.
 if a - n >= 0.5 then n = n + 1 end
 return x < 0 and -n or n
end

function L.trunc(...)
 local x = ...
 x = num(x, 1, "trunc")
 if mathtype(x) == "integer" then return x end
 return x < 0 and ceil(x) or floor(x)
end

function L.isnan(...)
 local x = ...
 x = num(x, 1, "isnan")
 return x ~= x
end

function L.popcnt(...)
 local i = ...
 i = int(i, 1, "popcnt")
 i = i - (i >> 1 & 0x5555555555555555)
 i = (i & 0x3333333333333333) + (i >> 2 & 0x3333333333333333)
 i = i + (i >> 4) & 0x0f0f0f0f0f0f0f0f
 return i * 0x0101010101010101 >> 56
end

function L.clz(...)
 local i = ...
 i = int(i, 1, "clz")
 if i == 0 then return 64 end
 local n, width = 0, 32
 while width > 0 do
  if i >> 64 - width == 0 then
   n = n + width
   i = i << width
  end
  width = width >> 1
 end
 return n
end

function L.ctz(...)
 local i = ...
 i = int(i, 1, "ctz")
 if i == 0 then return 64 end
 local n, width = 0, 32
 while width > 0 do
  if i << 64 - width == 0 then
   n = n + width
   i = i >> width
  end
  width = width >> 1
 end
 return n
end

function L.cbrt(...)
 local x = ...
 x = num(x, 1, "cbrt") + 0.0
 if x == 0 or x ~= x or x == huge or x == -huge then return x end
 local a = abs(x)
 local r = a ^ (1 / 3)
 -- One step of Newton's method corrects the last digits.
 r = r - (r - a / r / r) / 3
 return x < 0 and -r or r
end

function L.hypot(...)
 local x, y = ...
 x, y = abs(num(x, 1, "hypot") + 0.0), abs(num(y, 2, "hypot") + 0.0)
 if x == huge or y == huge then return huge end
 if x < y then x, y = y, x end
 if x == 0 then return x end
 -- Scaled, so that the squares of large numbers do not overflow.
 y = y / x
 return x * (1 + y * y) ^ 0.5
end

function L.atan2(...)
 local y, x = ...
 return atan(num(y, 1, "atan2"), num(x, 2, "atan2"))
end

return L
"""#
}
