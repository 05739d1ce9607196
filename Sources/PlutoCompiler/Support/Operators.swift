extension SupportLibrary {
    /// The names that ``operators`` defines, in the table `_P`.
    static let operatorNames = "cmp ipow extends"

    /// What emitted code calls rarely: `<=>`, `**` and `extends`.
    static let operators = #"""
local type, error, format, mathtype, rawequal = type, error, format, mathtype, rawequal
local L = {}

function L.cmp(a, b)
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

function L.ipow(x, p)
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

local inherited, events = {}, "index mindex newindex gc mode len eq lt le concat call close tostring pairs " ..
 "add sub mul mod pow div idiv band bor bxor shl shr unm bnot"
for name in gmatch(events, "%S+") do inherited[#inherited + 1] = "__" .. name end

function L.extends(C, parent)
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

return L
"""#
}
