-- every metamethod
local log = {}
local mt = {}
for _, e in ipairs { "add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "concat" } do
  mt["__" .. e] = function(a, b) return e .. "(" .. tostring(type(a)) .. "," .. tostring(type(b)) .. ")" end
end
mt.__unm = function(a) return "unm" end mt.__bnot = function(a) return "bnot" end mt.__len = function() return 42 end
mt.__eq = function() return true end mt.__lt = function() return true end mt.__le = function() return false end
mt.__call = function(self, ...) return "call", select("#", ...), ... end
mt.__tostring = function() return "OBJ" end mt.__name = "Kind"
mt.__index = function(t, k) return "idx:" .. tostring(k) end
mt.__newindex = function(t, k, v) rawset(t, k, "set:" .. tostring(v)) end
local o, p = setmetatable({}, mt), setmetatable({}, mt)
print(o + 1, 1 + o, o - p, o * 2, o / 2, o % 2, o ^ 2, o // 2, o & 1, 1 | o, o ~ 1, o << 1, o >> 1, o .. "x", "x" .. o, 1 .. o)
print(-o, ~o, #o, o == p, o ~= p, o < p, o <= p, o > 1, o(1, nil), tostring(o), o.foo, o[1])
o.x = 5 print(o.x, rawget(o, "x"), rawlen(o), rawequal(o, p))
local Base = {} Base.__index = Base
function Base.new(n) return setmetatable({ n = n }, Base) end function Base:get() return self.n end
local Derived = setmetatable({}, { __index = Base }) Derived.__index = Derived
function Derived.new(n) local d = Base.new(n) return setmetatable(d, Derived) end
function Derived:get() return Base.get(self) + 1 end
print(Base.new(1):get(), Derived.new(1):get(), getmetatable(Derived.new(1)) == Derived)
local proxy = setmetatable({}, { __index = function(_, k) log[#log + 1] = k return #log end, __pairs = function(t) return function(_, k) k = (k or 0) + 1 if k < 4 then return k, k * k end end, t, nil end })
print(proxy.a, proxy.b, proxy.a) for k, v in pairs(proxy) do io.write(k, "=", v, " ") end print(table.concat(log, ","))
print(pcall(setmetatable, setmetatable({}, { __metatable = "locked" }), {})) print(getmetatable(setmetatable({}, { __metatable = "locked" })))
local ro = setmetatable({}, { __newindex = function() error("read only", 2) end, __index = { a = 1 } })
print(ro.a, pcall(function() ro.b = 1 end))
print(pcall(function() return {} + 1 end)) print(pcall(function() return {} < {} end)) print(pcall(function() return #5 end)) print(pcall(function() local x return x() end))
local weak = setmetatable({}, { __mode = "k" }) weak[{}] = 1 collectgarbage() print(next(weak))
local gced = 0 do setmetatable({}, { __gc = function() gced = gced + 1 end }) end collectgarbage() collectgarbage() print(gced)
local default = setmetatable({}, { __index = function(t, k) local v = {} rawset(t, k, v) return v end })
default.a.b = 1 default.a.c = 2 print(default.a.b + default.a.c)
print(string.format("%s|%10s|%-5s|", o, "r", "l"), ("x"):rep(3, ","), #setmetatable({ 1, 2 }, {}))
local v = setmetatable({ 1, 2 }, { __eq = function(a, b) return a[1] == b[1] end }) print(v == setmetatable({ 1 }, getmetatable(v)), v ~= setmetatable({ 2 }, getmetatable(v)))
print(pcall(function() local a <const> = 5 return a.b.c end)) print(pcall(next, {}, "nokey"))
