extension SupportLibrary {
    /// The functions of the base library that Pluto changes, and the small ones that it adds.
    ///
    /// `host.natives` may give C functions for those that only wrap one of Lua's: they are faster, and their errors
    /// are Lua's own. What stands here is for a state without such a host.
    ///
    /// Source: Lua 5.4 manual, section 6.1.
    static let baseFunctions = #"""
G._PVERSION = host.version or "Pluto 0.13.0"

local getmetatable = getmetatable
G.getmetatable = native.getmetatable or function(...)
 local v = ...
 -- The metatable of booleans exists for `..` alone and is not for scripts to see.
 if v == true or v == false then return nil end
 if v == nil and select("#", ...) == 0 then K.fail(1, "getmetatable", "value expected") end
 return (getmetatable(v))
end

G.assert = native.assert or function(...)
 local v, message = ...
 if v then return ... end
 local n = select("#", ...)
 if n == 0 then K.fail(1, "assert", "value expected") end
 if n == 1 then message = "assertion failed!" end
 error(message, 2)
end

local function number(...)
 local v, base = ...
 if base ~= nil then
  base = int(base, 2, "tonumber")
  if type(v) ~= "string" then K.wrong(2, 1, "tonumber", "string", v) end
  if base < 2 or base > 36 then K.fail(2, "tonumber", "base out of range") end
  return tonumber(v, base)
 end
 local n = tonumber(v)
 if n then return n end
 if type(v) == "string" then return K.prefixed(v) end
 if v == nil and select("#", ...) == 0 then K.fail(1, "tonumber", "value expected") end
 return nil
end
number = native.tonumber or number
G.tonumber, K.number = number, number

local warn = warn
function P.warn(...)
 for i = 1, select("#", ...) do str((select(i, ...)), i, "warn") end
 if select("#", ...) == 0 then K.wrong(2, 1, "warn", "string") end
 local kept = K.warnings
 if kept then kept[#kept + 1] = K.concat({ ... }) .. "\n" elseif warn then warn(...) end
end
G.warn = P.warn

G.exception = { __name = "pluto:exception" }

math.inf, math.rand = math.huge, math.random
G.newuserdata = host.newuserdata
if os then
 local time = os.time
 os.platform, os.arch = host.platform or "linux", host.arch
 function os.unixseconds() return time() end
end
"""#
}
