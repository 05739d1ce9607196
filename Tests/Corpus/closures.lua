-- closures share variables, loops make new ones
local function counter()
  local n = 0
  return function() n = n + 1 return n end, function() return n end, function(v) n = v end
end
local inc, get, set = counter()
print(inc(), inc(), get()) set(10) print(inc(), get())
local fs = {}
for i = 1, 5 do local j = i * 2 fs[i] = function() j = j + i return i, j end end
for i = 1, 5 do print(fs[i]()) print(fs[i]()) end
local ws = {}
local k = 0
while k < 3 do k = k + 1 local x = k ws[k] = function() x = x + 1 return x end end
print(ws[1](), ws[1](), ws[2](), ws[3]())
local rs = {}
repeat local y = #rs rs[#rs + 1] = function() return y end until y == 3
for _, f in ipairs(rs) do io.write(f(), " ") end print()
local function compose(...)
  local list = { ... }
  return function(...)
    local r = table.pack(...)
    for i = #list, 1, -1 do r = table.pack(list[i](table.unpack(r, 1, r.n))) end
    return table.unpack(r, 1, r.n)
  end
end
print(compose(function(a, b) return a * b end, function(x) return x, x + 1 end)(4))
local function fix(f) return (function(x) return x(x) end)(function(x) return f(function(...) return x(x)(...) end) end) end
print(fix(function(self) return function(n) return n < 2 and n or self(n - 1) + self(n - 2) end end)(20))
do
  local a = 1
  local function outer() local b = a a = a + 1 local function inner() b = b + 1 a = a + b return a, b end return inner end
  local f, g = outer(), outer()
  print(f()) print(g()) print(f()) print(a)
end
local function memo(f) local cache = {} return function(n) local v = cache[n] if v == nil then v = f(n) cache[n] = v end return v end end
local fib fib = memo(function(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end)
print(fib(80))
print((function(...) local a, b = ... return b, a, select("#", ...) end)(1, nil, 3))
debug.setupvalue(get, 1, 99) print(get(), inc())
print(debug.getupvalue(get, 1))
